import * as pulumi from "@pulumi/pulumi";

/** One registration as the engine would see it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** `type name` of the parent; empty at the top. */
  readonly parent: string;
  /** `urn::id` of an explicit provider. */
  readonly provider: string;
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  /** `type name` of everything that it waits for. */
  readonly dependencies: readonly string[];
}

type Properties = Record<string, unknown>;

/** What the cloud would say. What is not here is not there: a call of anything else fails the test. */
export interface Cloud {
  /** Type → outputs beyond the inputs. */
  readonly resources?: Readonly<Record<string, (name: string, inputs: Properties) => Properties>>;
  /** Outputs of every type that `resources` does not name. */
  readonly others?: (name: string, inputs: Properties) => Properties;
  /** Function token → its result. */
  readonly calls?: Readonly<Record<string, (inputs: Properties) => Properties>>;
}

/** How the engine writes a value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** `urn:…::type::name` → `type name`. */
const short = (urn: string): string => {
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
  getIgnorechangesList(): string[];
  getDependenciesList(): string[];
  getObject(): { toJavaScript(): Properties } | undefined;
}

interface Monitor {
  registerResource(request: Request, callback: unknown): unknown;
}

export interface Run<T> {
  /** What the program returned. */
  readonly value: T;
  /** Everything that it registered, in order. */
  readonly all: readonly Registered[];
  /** Every call of a provider's function with the provider that it went to; "" is the default one. */
  readonly calls: readonly string[];
  /** The plain value of an output; undefined while it is unknown. */
  readonly resolve: <V>(output: pulumi.Output<V>) => Promise<V | undefined>;
}

/**
 * Runs a piece of program under Pulumi's mocks.
 * @param options.stack the stack's name, "test" unless said
 * @param options.preview resources answer nothing beyond their inputs, and calls only unknown values
 */
export async function run<T>(
  program: () => T | Promise<T>,
  cloud: Cloud,
  options: { readonly preview?: boolean; readonly stack?: string } = {},
): Promise<Run<T>> {
  const preview = options.preview ?? false;
  const failures: string[] = [];
  const calls: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const own = inputs as Properties;
        const answered = preview ? {} : (cloud.resources?.[type] ?? cloud.others)?.(name, own);
        return { id: preview ? "" : `${name}-id`, state: { ...own, ...answered } };
      },
      call: ({ token, inputs, provider }) => {
        calls.push(`${token} ${provider ?? ""}`);
        const answer = cloud.calls?.[token]?.(inputs as Properties);
        if (answer === undefined) {
          failures.push(`the program called ${token}, which no test answers`);
          return {};
        }
        return preview
          ? Object.fromEntries(Object.keys(answer).map((key) => [key, UNKNOWN]))
          : answer;
      },
    },
    "towpath",
    options.stack ?? "test",
    preview,
  );
  const all: Registered[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    all.push({
      type: request.getType(),
      name: request.getName(),
      inputs: request.getObject()?.toJavaScript() ?? {},
      parent: short(request.getParent()),
      provider: request.getProvider(),
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      ignoreChanges: request.getIgnorechangesList(),
      dependencies: request.getDependenciesList().map(short).sort(),
    });
    return original(request, callback);
  };
  const value = await attempt(program);
  if (failures.length > 0) throw new Error(failures.join("\n"));
  return { value, all, calls, resolve };
}

/** What was begun is waited for, failed or not: it must not answer into the next run's monitor. */
async function attempt<T>(program: () => T | Promise<T>): Promise<T> {
  try {
    return await program();
  } finally {
    await pulumi.runtime.disconnect();
  }
}

async function resolve<V>(output: pulumi.Output<V>): Promise<V | undefined> {
  // The SDK's own members; its types hide them.
  const inner = output as unknown as { isKnown: Promise<boolean>; promise(): Promise<V> };
  return (await inner.isKnown) ? inner.promise() : undefined;
}

/** The registrations of a type. */
export const ofType = (all: readonly Registered[], type: string): readonly Registered[] =>
  all.filter((each) => each.type === type);

/** The one registration of that name. */
export function named<T extends Pick<Registered, "type" | "name">>(
  all: readonly T[],
  name: string,
  type?: string,
): T {
  const found = all.filter((each) => each.name === name && (type ?? each.type) === each.type);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    const list = all.map((each) => `  ${each.type} ${each.name}`).join("\n");
    throw new Error(`${found.length} of ${type ?? ""} ${name} among\n${list}`);
  }
  return first;
}

/** Type → how many were registered. */
export function counts(all: readonly Registered[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { type } of all) result[type] = (result[type] ?? 0) + 1;
  return result;
}

/**
 * Does one registration wait for another, however many steps between them? Each is a name, or
 * `type name` where several have that name.
 */
export function waitsFor(all: readonly Registered[], later: string, earlier: string): boolean {
  const key = (each: Registered) => `${each.type} ${each.name}`;
  const byKey = new Map(all.map((each) => [key(each), each]));
  const seen = new Set<string>();
  const one = (text: string) => {
    const [name = "", type] = text.split(" ").reverse();
    return key(named(all, name, type));
  };
  const queue = [one(later)];
  const goal = one(earlier);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === goal) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(byKey.get(next)?.dependencies ?? []));
  }
  return false;
}

/** What would go to a default provider, which stack files switch off, components apart. */
export function unprovided({ all, calls }: Pick<Run<unknown>, "all" | "calls">): readonly string[] {
  const resources = all.filter(
    ({ type, provider }) => !/^(towpath|pulumi):/.test(type) && provider === "",
  );
  return [
    ...resources.map(({ type, name }) => `${type} ${name}`),
    ...calls.filter((call) => call.endsWith(" ")),
  ];
}

/** Resources outside every component. */
export function outsideComponents(all: readonly Registered[]): readonly string[] {
  return all
    .filter(({ type, parent }) => !type.startsWith("towpath:") && parent === "")
    .map(({ type, name }) => `${type} ${name}`);
}

/** Taggable AWS registrations that lack one of the tags. */
export function untagged(
  all: readonly Registered[],
  tags: Readonly<Record<string, string>>,
): readonly string[] {
  return all
    .filter(({ type }) => type.startsWith("aws:") && !WITHOUT_TAGS.has(type))
    .filter(({ inputs }) => {
      const own = (inputs.tags ?? {}) as Record<string, unknown>;
      return Object.entries(tags).some(([key, value]) => own[key] !== value);
    })
    .map(({ type, name }) => `${type} ${name}`);
}

/** Types of the foundation whose arguments in the SDK have no tags. */
const WITHOUT_TAGS = new Set([
  "aws:ec2/route:Route",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:kms/alias:Alias",
]);
