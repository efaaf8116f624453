import { type Cloud, type Registered, run, UNKNOWN } from "../testing";

export { counts, type Registered } from "../testing";

/** What a provider would answer: type → outputs beyond the inputs. */
export type Answers = NonNullable<Cloud["resources"]>;

const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Whether an input arrived marked as a secret. */
export const isSecret = (input: unknown): boolean =>
  typeof input === "object" && input !== null && SECRET_SIGNATURE in input;

/** Whether an input is unknown in preview. */
export const isUnknown = (input: unknown): boolean => input === UNKNOWN;

/** The plain value of an input that may be a secret. */
export const plain = (input: unknown): unknown =>
  isSecret(input) ? (input as { value: unknown }).value : input;

/**
 * Runs a piece of program under Pulumi's mocks and returns everything that it registered,
 * sorted by type and name, an order that does not depend on when each was ready.
 * Any call of a provider function fails: no component here looks anything up.
 * @param options.preview the provider answers nothing: what is not an input is unknown
 */
export async function register(
  program: () => unknown,
  options: { readonly preview?: boolean; readonly answers?: Answers } = {},
): Promise<Registered[]> {
  const { answers: resources = {}, ...rest } = options;
  const { all } = await run(program, { resources }, rest);
  return [...all].sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
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
