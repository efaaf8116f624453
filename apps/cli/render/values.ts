import { z } from "zod";
import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import { readYaml } from "../../../lib/yaml-file";
import { isMap, type Json } from "../preview/wire";
import type { Manifest } from "./manifest";
import type { Placeholders } from "./placeholders";

const json = z.json();
const valuesSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(json), z.record(z.string(), json)]),
);

/** Placeholder → what takes its place. A list or a map only where the placeholder is a whole field. */
export type Values = Readonly<Record<string, Json>>;

/** Reads a file of `placeholder: value`. @throws InputError with file:line:column */
export function readValues(file: string): Values {
  return readYaml(file, valuesSchema).value;
}

/**
 * Refuses values that would not be used, or must not be.
 * @param used the names of the placeholders that stand in the objects
 * @throws InputError naming every such value, and the nearest placeholder
 */
export function checkValues(
  values: Values,
  {
    file,
    used,
    placeholders,
  }: { file: string; used: readonly string[]; placeholders: Placeholders },
): void {
  const problems = Object.keys(values).flatMap((name) => {
    if (!used.includes(name)) {
      const open = used.filter((one) => placeholders.get(one)?.secret !== true);
      return [
        `${file}: ${name}: no object has this placeholder${didYouMean(name, open)}; expected one of those in UNRESOLVED.md`,
      ];
    }
    return placeholders.get(name)?.secret === true
      ? [`${file}: ${name}: stands for a secret, and a render never writes secrets; expected none`]
      : [];
  });
  if (problems.length > 0) {
    throw new InputError(problems.join("\n"), {
      hint: "Take these lines out. Secrets come from your secret manager: docs/render.md.",
    });
  }
}

/** Puts values in the place of their placeholders. @throws InputError for a list inside of a text */
export function fillIn(object: Manifest, values: Values, file: string): Manifest {
  // The longest first, though no placeholder is the beginning of another.
  const names = Object.keys(values).sort((a, b) => b.length - a.length);
  const fill = (value: Json | undefined): Json | undefined => {
    if (typeof value === "string") return fillText(value, names, values, file);
    if (Array.isArray(value)) {
      return (value as readonly Json[]).flatMap((one) => {
        const filled = fill(one) ?? null;
        // `command: [placeholder]` stands for the whole list.
        return Array.isArray(filled) && !Array.isArray(one) ? (filled as Json[]) : [filled];
      });
    }
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one) ?? null]));
  };
  return fill(object) as unknown as Manifest;
}

function fillText(text: string, names: readonly string[], values: Values, file: string): Json {
  const whole = values[text];
  if (whole !== undefined) return whole;
  let filled = text;
  for (const name of names) {
    const value = values[name];
    if (!filled.includes(name)) continue;
    if (typeof value === "object") {
      throw new InputError(
        `${file}: ${name}: found a ${Array.isArray(value) ? "list" : "map"}; expected a text, since it stands inside of one`,
      );
    }
    filled = filled.replaceAll(name, () => String(value));
  }
  return filled;
}
