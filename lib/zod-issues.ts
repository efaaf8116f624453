import type { z } from "zod";
import { didYouMean } from "./nearest";

/** One thing wrong in a file, where a person finds it. */
export interface YamlProblem {
  /** Path of keys and indexes inside the file; empty for the whole file. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Point at the key instead of its value: for keys that should not be there. */
  readonly atKey?: true;
}

type Issue = z.core.$ZodIssue;
type Definition = Readonly<Record<string, unknown>>;

/**
 * Turns a zod issue into the project's form of message: what was found, what is expected, the
 * nearest valid name. An unknown key becomes one problem a key, placed at the key itself.
 */
export function explainIssue(issue: Issue, schema: z.ZodType, data: unknown): YamlProblem[] {
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path);
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
      return `expected ${issue.expected}`;
    case "invalid_value": {
      const values = issue.values.map(String);
      const hint = typeof found === "string" ? didYouMean(found, values) : "";
      return `expected ${values.length === 1 ? "" : "one of "}${values.join(", ")}${hint}`;
    }
    case "invalid_key":
      return `expected a valid key: ${issue.issues.map((inner) => inner.message).join("; ")}`;
    case "invalid_union": {
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

/** The keys that the object schema at a path knows. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let candidates: Definition[] = [definition(schema)];
  for (const key of path) {
    candidates = candidates.flatMap(unwrap).flatMap((def) => {
      const shape = def.shape as Record<PropertyKey, z.ZodType> | undefined;
      const next = shape?.[key] ?? def.valueType ?? def.element;
      return next === undefined ? [] : [definition(next as z.ZodType)];
    });
  }
  return [
    ...new Set(
      candidates
        .flatMap(unwrap)
        .flatMap((def) => Object.keys((def.shape as object | undefined) ?? {})),
    ),
  ];
}

function definition(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

/** Sees through optional, default, union and pipe to the schemas that describe a value. */
function unwrap(def: Definition): Definition[] {
  const inner = (def.innerType ?? def.in) as z.ZodType | undefined;
  if (inner !== undefined) return unwrap(definition(inner));
  const options = def.options as readonly z.ZodType[] | undefined;
  if (options !== undefined) return options.flatMap((option) => unwrap(definition(option)));
  return [def];
}
