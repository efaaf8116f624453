import * as sdk from "@pulumi/policy";

/** What the SDK throws at whoever reads a value that only a deployment knows. Its types leave it out. */
export const UnknownValueError = sdk.UnknownValueError as new (
  sentinel: string,
  path: readonly string[],
) => Error;

/** Watches properties as the SDK does: reading an unknown one throws {@link UnknownValueError}. */
export const unknownCheckingProxy = sdk.unknownCheckingProxy as <T extends object>(value: T) => T;

/** The SDK's mark of an unknown value on the wire: sdk/nodejs/policy/proxy.ts. */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** That mark of a text, and those of what is known to be something else, as the same file has them. */
const UNKNOWN_VALUES: ReadonlySet<unknown> = new Set([
  UNKNOWN_VALUE,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Is this, unwatched, a mark of a value that only a deployment knows? */
export function isUnknownValue(value: unknown): boolean {
  return UNKNOWN_VALUES.has(value);
}

/** Stands for a value that only a deployment knows. */
export const UNKNOWN = Symbol("unknown until deployed");

export type Unknown = typeof UNKNOWN;

/** Reads something, or gives UNKNOWN where only a deployment knows it. */
export function known<T>(read: () => T): T | Unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return UNKNOWN;
    throw error;
  }
}

/** Is there a value, be it one that only a deployment knows? */
export function isSet(properties: object | undefined, key: string): boolean {
  if (properties === undefined) return false;
  const value = peek(properties, key);
  return value !== undefined && value !== null;
}

/** What the SDK's proxy watches, unwatched (`getSpecialProxyTarget` of the SDK). */
const TARGET = "__getSpecialProxyTarget";

/** What a watched object stands for: the same object each time, for whoever remembers by it. */
export function unwatched(watched: object): object {
  return (Reflect.get(watched, TARGET) as object | undefined) ?? watched;
}

/**
 * The value of a key, or UNKNOWN where only a deployment knows it. As {@link known}, without the
 * exception: making one for every unknown ARN of every document took a tenth of the pack's time.
 */
export function peek(watched: object, key: string | number): unknown {
  return known(() => {
    if (isUnknownValue(Reflect.get(unwatched(watched), key))) return UNKNOWN;
    return Reflect.get(watched, key) as unknown;
  });
}

/** Properties of which nothing at all is known: reading any throws {@link UnknownValueError}. */
export function nothingKnown(): Record<string, never> {
  return new Proxy<Record<string, never>>(
    {},
    {
      get: (_target, key) => {
        // Promises and the SDK's own marks are asked for by machinery, not by a rule.
        if (typeof key === "symbol" || key === TARGET || key === "then") return undefined;
        throw new UnknownValueError(UNKNOWN_VALUE, [key]);
      },
    },
  );
}

/** A list's members, each read on its own: an unknown one is UNKNOWN, the others are not lost. */
export function members<T>(list: readonly T[]): (T | Unknown)[] {
  return Array.from({ length: list.length }, (_, index) => peek(list, index) as T | Unknown);
}
