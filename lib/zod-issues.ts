import type { z } from "zod";
import { didYouMean, nearest } from "./nearest";

/** One thing wrong in a file, where a person finds it. */
export interface YamlProblem {
  /** Path of keys and indexes inside the file; empty for the whole file. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Point at the key instead of its value: for keys that should not be there. */
  readonly atKey?: true;
  /** Where in the text, for what no path leads to: a comment. */
  readonly offset?: number;
}

type Issue = z.core.$ZodIssue;
type Definition = Readonly<Record<string, unknown>>;

/**
 * Turns all of a file's zod issues into problems. A key that is missing because it was misspelt is
 * one mistake, and told once: at the misspelt key.
 */
export function explainIssues(
  issues: readonly Issue[],
  schema: z.ZodType,
  data: unknown,
): YamlProblem[] {
  const meant = new Set(
    issues.flatMap((issue) => {
      if (issue.code !== "unrecognized_keys") return [];
      const known = keysAt(schema, issue.path, data);
      return issue.keys.map((key) => JSON.stringify([...issue.path, nearest(key, known)]));
    }),
  );
  return issues
    .filter(
      (issue) =>
        issue.code === "unrecognized_keys" ||
        valueAt(data, issue.path) !== undefined ||
        !meant.has(JSON.stringify(issue.path)),
    )
    .flatMap((issue) => explainIssue(issue, schema, data));
}

/**
 * Turns a zod issue into the project's form of message: what was found, what is expected, the
 * nearest valid name. An unknown key becomes one problem a key, placed at the key itself.
 */
function explainIssue(issue: Issue, schema: z.ZodType, data: unknown): YamlProblem[] {
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path, data);
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      atKey: true,
      message: `unknown key "${key}"${didYouMean(key, known)}; expected ${
        known.length === 0 ? "no such key" : `one of ${known.join(", ")}`
      }`,
    }));
  }
  const found = valueAt(data, issue.path);
  return [{ path: issue.path, message: `${describe(found)}${expectation(issue, found)}` }];
}

function expectation(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      // A schema's own message says it in the reader's words.
      if (!issue.message.startsWith("Invalid input")) return issue.message;
      return `expected ${issue.expected === "int" ? "a whole number" : issue.expected}`;
    case "invalid_value": {
      const values = issue.values.map(String);
      const hint = typeof found === "string" ? didYouMean(found, values) : "";
      return `expected ${values.length === 1 ? "" : "one of "}${values.join(", ")}${hint}`;
    }
    case "invalid_key":
      return `expected a valid key: ${issue.issues.map((inner) => inner.message).join("; ")}`;
    case "invalid_union": {
      const options = "options" in issue ? (issue.options as unknown) : undefined;
      if (Array.isArray(options)) {
        const values = options.map(String);
        const hint = typeof found === "string" ? didYouMean(found, values) : "";
        return `expected one of ${values.join(", ")}${hint}`;
      }
      const reasons = issue.errors.map((branch) => branch.map((inner) => inner.message).join(", "));
      return reasons.length === 0 ? issue.message : `fits no allowed form: ${reasons.join(" | ")}`;
    }
    default:
      // Refinements say in their own message what they expect.
      return issue.message.replace(/^Invalid (?:input|string): /, "expected ");
  }
}

function describe(found: unknown): string {
  if (found === undefined) return "missing; ";
  if (typeof found === "object" && found !== null && "secure" in found) {
    return "found an encrypted value; ";
  }
  const text = JSON.stringify(found);
  return `found ${text.length > 60 ? `${text.slice(0, 57)}...` : text}; `;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** The keys that the object schema at a path knows; `data` decides between a union's forms. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[], data: unknown): string[] {
  let candidates = unwrap(definition(schema), data);
  path.forEach((key, index) => {
    const value = valueAt(data, path.slice(0, index + 1));
    candidates = candidates.flatMap((def) => {
      const shape = def.shape as Record<PropertyKey, z.ZodType> | undefined;
      const next = shape?.[key] ?? def.valueType ?? def.element;
      return next === undefined ? [] : unwrap(definition(next as z.ZodType), value);
    });
  });
  return [
    ...new Set(candidates.flatMap((def) => Object.keys((def.shape as object | undefined) ?? {}))),
  ];
}

function definition(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

/** Sees through optional, default, union and pipe to the schemas that describe a value. */
function unwrap(def: Definition, value: unknown): Definition[] {
  if (def.type === "pipe") {
    // z.preprocess is a transform piped into the schema, .transform a schema piped into one.
    const input = definition(def.in as z.ZodType);
    return unwrap(input.type === "transform" ? definition(def.out as z.ZodType) : input, value);
  }
  const inner = def.innerType as z.ZodType | undefined;
  if (inner !== undefined) return unwrap(definition(inner), value);
  const options = def.options as readonly z.ZodType[] | undefined;
  if (options === undefined) return [def];
  const forms = options.flatMap((option) => unwrap(definition(option), value));
  const matching = forms.filter((form) => isNamedBy(form, def.discriminator, value));
  return matching.length > 0 ? matching : forms;
}

/** Is this the form of a discriminated union that the value's own key names? */
function isNamedBy(form: Definition, discriminator: unknown, value: unknown): boolean {
  if (typeof discriminator !== "string") return false;
  const literal = (form.shape as Record<string, z.ZodType> | undefined)?.[discriminator];
  const values = literal === undefined ? undefined : definition(literal).values;
  return Array.isArray(values) && values.includes(valueAt(value, [discriminator]));
}
