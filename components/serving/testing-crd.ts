import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

/** The part of a CRD's OpenAPI schema that this checks; expressions (CEL) only a server evaluates. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

interface Definition {
  readonly spec: {
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/**
 * The folder of a Go module, downloaded into Go's own cache when it is not there.
 * @returns or why there is none, for a test that skips
 */
export function goModule(module: string): { dir: string } | { missing: string } {
  try {
    const answer = execFileSync("go", ["mod", "download", "-json", module], {
      cwd: tmpdir(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 120_000,
    });
    return { dir: (JSON.parse(answer) as { Dir: string }).Dir };
  } catch (error) {
    return { missing: `no Go that can download ${module}: ${String(error).slice(0, 200)}` };
  }
}

/** The schema of a version of the resource that a CRD file defines. */
export function crdSchema(dir: string, file: string, version: string): Schema {
  const { spec } = parse(readFileSync(join(dir, file), "utf8")) as Definition;
  const found = spec.versions.find(({ name }) => name === version);
  if (found === undefined) throw new Error(`${file} has no version ${version}`);
  return found.schema.openAPIV3Schema;
}

/** What strict field validation would refuse, each with its path; empty when nothing. */
export function schemaProblems(value: unknown, schema: Schema, path = ""): string[] {
  if (schema["x-kubernetes-int-or-string"]) {
    return ["number", "string"].includes(typeof value) ? [] : [`${path}: not a number or string`];
  }
  const own = [...typeProblems(value, schema, path), ...boundProblems(value, schema, path)];
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return own;
    return [
      ...own,
      ...value.flatMap((item, index) => schemaProblems(item, items, `${path}[${index}]`)),
    ];
  }
  if (typeof value !== "object" || value === null) return own;
  const { properties = {}, additionalProperties: rest } = schema;
  const missing = (schema.required ?? []).filter((key) => !(key in value));
  return [
    ...own,
    ...missing.map((key) => `${path}.${key}: missing`),
    ...Object.entries(value).flatMap(([key, inner]) => {
      const at = `${path}.${key}`;
      const known = properties[key] ?? (typeof rest === "object" ? rest : undefined);
      if (known !== undefined) return schemaProblems(inner, known, at);
      return rest === true || schema["x-kubernetes-preserve-unknown-fields"]
        ? []
        : [`${at}: unknown field`];
    }),
  ];
}

function typeProblems(value: unknown, { type }: Schema, path: string): string[] {
  const fits: Record<string, boolean> = {
    array: Array.isArray(value),
    boolean: typeof value === "boolean",
    integer: Number.isInteger(value),
    number: typeof value === "number",
    object: typeof value === "object" && value !== null && !Array.isArray(value),
    string: typeof value === "string",
  };
  return type === undefined || fits[type] ? [] : [`${path}: expected ${type}`];
}

function boundProblems(value: unknown, schema: Schema, path: string): string[] {
  const problems: string[] = [];
  const size = typeof value === "string" || Array.isArray(value) ? value.length : 0;
  const least = typeof value === "string" ? schema.minLength : schema.minItems;
  const most = typeof value === "string" ? schema.maxLength : schema.maxItems;
  if (least !== undefined && size < least) problems.push(`${path}: shorter than ${least}`);
  if (most !== undefined && size > most) problems.push(`${path}: longer than ${most}`);
  if (schema.enum && !schema.enum.includes(value)) problems.push(`${path}: not in its enum`);
  if (typeof value === "string" && schema.pattern && !new RegExp(schema.pattern).test(value)) {
    problems.push(`${path}: does not match ${schema.pattern}`);
  }
  if (typeof value === "number") {
    if (value < (schema.minimum ?? -Infinity)) problems.push(`${path}: under ${schema.minimum}`);
    if (value > (schema.maximum ?? Infinity)) problems.push(`${path}: over ${schema.maximum}`);
  }
  return problems;
}
