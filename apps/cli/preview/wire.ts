/**
 * Values as the language host writes them: JSON with marks for what JSON cannot say. The marks are
 * fixed by the engine: sdk/nodejs/runtime/rpc.ts in pulumi/pulumi.
 */

/** What JSON can say. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [k: string]: Json };

/** A resource's properties in wire form. */
export type Properties = Readonly<Record<string, Json>>;

/** Stands for a value that only a deployment knows. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

type Map = Readonly<Record<string, Json>>;

/** Is it a map, marked or plain? */
export function isMap(value: Json | undefined): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value marked as secret. */
export function asSecret(value: Json): Json {
  return { [SIGNATURE]: SECRET, value };
}

/** A value without the mark that it may carry. */
export interface Unmarked {
  /** {@link UNKNOWN} for what stands for something else: references, files. */
  readonly value: Json;
  readonly secret: boolean;
}

/** Takes one mark off, if there is one. */
export function unmark(value: Json): Unmarked {
  if (!isMap(value) || value[SIGNATURE] === undefined) return { value, secret: false };
  if (value[SIGNATURE] === SECRET) return { value: value.value ?? UNKNOWN, secret: true };
  if (value[SIGNATURE] === OUTPUT) {
    return { value: value.value ?? UNKNOWN, secret: value.secret === true };
  }
  return { value: UNKNOWN, secret: false };
}

/** Secrets shorter than this are not searched for in texts: "true" or "5432" would match anywhere. */
const SHORTEST_SECRET = 6;

/** Remembers every text inside a secret value, however deep, as it comes by. */
export function collectSecrets(value: Json, into: Set<string>, inSecret = false): void {
  if (typeof value === "string") {
    if (inSecret && value.length >= SHORTEST_SECRET && !value.includes(UNKNOWN)) into.add(value);
  } else if (Array.isArray(value)) {
    for (const one of value as readonly Json[]) collectSecrets(one, into, inSecret);
  } else if (isMap(value)) {
    const secret = inSecret || value[SIGNATURE] === SECRET;
    for (const [key, one] of Object.entries(value)) {
      if (key !== SIGNATURE) collectSecrets(one, into, secret);
    }
  }
}

/** Replaces known secrets in a text: messages and logs quote what they please. */
export function redactor(secrets: ReadonlySet<string>): (text: string) => string {
  if (secrets.size === 0) return (text) => text;
  // A secret inside a JSON document is written with its escapes.
  const forms = [...secrets].flatMap((one) => [one, JSON.stringify(one).slice(1, -1)]);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    longestFirst.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"),
    "g",
  );
  return (text) => text.replace(pattern, "<secret>");
}

/** Wire form → what the report shows: `<unknown>`, `<secret>`, keys sorted. */
export function readable<T extends Json>(value: T, redact: (text: string) => string): T;
export function readable(value: Json, redact: (text: string) => string): Json {
  if (typeof value === "string") {
    if (value === UNKNOWN) return "<unknown>";
    return redact(value.includes(UNKNOWN) ? value.replaceAll(UNKNOWN, "<unknown>") : value);
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => readable(one, redact));
  if (!isMap(value)) return value;
  switch (value[SIGNATURE]) {
    case SECRET:
      return "<secret>";
    case OUTPUT:
      return value.secret === true
        ? "<secret>"
        : value.value === undefined
          ? "<unknown>"
          : readable(value.value, redact);
    case RESOURCE:
      return readable(value.urn ?? "<unknown>", redact);
    case ASSET:
    case ARCHIVE: {
      const { [SIGNATURE]: signature, ...rest } = value;
      return sortKeys({
        kind: signature === ASSET ? "asset" : "archive",
        ...mapValues(rest, (one) => readable(one, redact)),
      });
    }
    default:
      return sortKeys(mapValues(value, (one) => readable(one, redact)));
  }
}

/**
 * Wire form → what a policy pack accepts: references become ids, outputs their values. @returns the
 * very same value where there are none
 */
export function forAnalyzer(value: Json): Json {
  return hasMarks(value) ? withoutMarks(value) : value;
}

function hasMarks(value: Json): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some(hasMarks);
  if (!isMap(value)) return false;
  const signature = value[SIGNATURE];
  return signature === RESOURCE || signature === OUTPUT || Object.values(value).some(hasMarks);
}

function withoutMarks(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutMarks);
  if (!isMap(value)) return value;
  switch (value[SIGNATURE]) {
    case RESOURCE:
      return typeof value.id === "string" && value.id !== "" ? value.id : (value.urn ?? UNKNOWN);
    case OUTPUT: {
      const inner = value.value === undefined ? UNKNOWN : withoutMarks(value.value);
      return value.secret === true ? { [SIGNATURE]: SECRET, value: inner } : inner;
    }
    default:
      return mapValues(value, withoutMarks);
  }
}

function mapValues(value: Map, change: (one: Json) => Json): Map {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one)]));
}

/** The same record with its keys in order. */
export function sortKeys<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  const keys = Object.keys(record).sort();
  return Object.fromEntries(keys.map((key) => [key, record[key] as T]));
}
