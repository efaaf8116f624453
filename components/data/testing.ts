import * as pulumi from "@pulumi/pulumi";

/** One registration as the engine would see it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  /** `type name` of the parent; empty at the top. */
  readonly parent: string;
  /** `urn::id` of an explicit provider. */
  readonly provider: string;
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  /** `type name` of everything that it waits for. */
  readonly dependencies: readonly string[];
}

/** What a provider would answer: type → outputs beyond the inputs. */
export type Answers = Readonly<
  Record<string, (name: string, inputs: Record<string, unknown>) => Record<string, unknown>>
>;

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Whether an input arrived marked as a secret. */
export const isSecret = (input: unknown): boolean =>
  typeof input === "object" && input !== null && SECRET_SIGNATURE in input;

/** Whether an input is unknown in preview. */
export const isUnknown = (input: unknown): boolean => input === UNKNOWN;

/** The plain value of an input that may be a secret. */
export const plain = (input: unknown): unknown =>
  isSecret(input) ? (input as { value: unknown }).value : input;

/** `urn:…::type::name` → `type name`. */
const short = (urn: string) => {
  const [type = "", name = ""] = urn.split("::").slice(-2);
  return urn === "" ? "" : `${type.split("$").at(-1) ?? ""} ${name}`;
};

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getProtect(): boolean | undefined;
  getRetainondelete(): boolean | undefined;
  getDependenciesList(): string[];
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

interface Monitor {
  registerResource(request: Request, callback: unknown): unknown;
}

/**
 * Runs a piece of program under Pulumi's mocks and returns everything that it registered,
 * sorted by type and name.
 * Any call of a provider function fails: no component here looks anything up.
 * @param options.preview the provider answers nothing: what is not an input is unknown
 */
export async function register(
  program: () => unknown,
  options: { readonly preview?: boolean; readonly answers?: Answers } = {},
): Promise<Registered[]> {
  const preview = options.preview ?? false;
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: preview ? "" : `${name}-id`,
        state: {
          ...(inputs as Record<string, unknown>),
          ...(preview ? {} : options.answers?.[type]?.(name, inputs as Record<string, unknown>)),
        },
      }),
      call: ({ token }) => {
        throw new Error(`the component called ${token}, which no test answers`);
      },
    },
    "towpath",
    "test",
    preview,
  );
  const registered: Registered[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    registered.push({
      type: request.getType(),
      name: request.getName(),
      inputs: request.getObject()?.toJavaScript() ?? {},
      parent: short(request.getParent()),
      provider: request.getProvider(),
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      dependencies: request.getDependenciesList().map(short).sort(),
    });
    return original(request, callback);
  };
  program();
  await pulumi.runtime.disconnect();
  // In an order that does not depend on when each was ready.
  return registered.sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

/** The one registration of that type and name. */
export function only(all: readonly Registered[], type: string, name?: string): Registered {
  const found = all.filter((each) => each.type === type && (name ?? each.name) === each.name);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(
      `${found.length} of ${type} ${name ?? ""} among\n` +
        all.map((each) => `  ${each.type} ${each.name}`).join("\n"),
    );
  }
  return first;
}

/** Type → how many were registered. */
export function counts(all: readonly Registered[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { type } of all) result[type] = (result[type] ?? 0) + 1;
  return result;
}
