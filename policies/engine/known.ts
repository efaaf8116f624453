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
  const value = known(() => (properties as Readonly<Record<string, unknown>>)[key]);
  return value !== undefined && value !== null;
}

/** A list's members, each read on its own: an unknown one is UNKNOWN, the others are not lost. */
export function members<T>(list: readonly T[]): (T | Unknown)[] {
  return Array.from({ length: list.length }, (_, index) => known(() => list[index] as T));
}
