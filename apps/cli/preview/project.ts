import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readYaml } from "../../../lib/yaml-file";
import { environmentNames } from "../../../components/config/load";
import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";

const projectSchema = z.looseObject({ name: z.string(), main: z.string().default("index.ts") });

/** What Pulumi.yaml says about the program. */
export interface Project {
  readonly root: string;
  readonly name: string;
  /** The program's entry point, relative to the root. */
  readonly main: string;
}

/** Reads Pulumi.yaml. @throws InputError with file:line:column */
export function readProject(root: string): Project {
  const { value } = readYaml(join(root, "Pulumi.yaml"), projectSchema, "Pulumi.yaml");
  return { root, name: value.name, main: value.main };
}

/** Checks an environment's name. @throws InputError naming the valid ones */
export function checkEnvironment(root: string, name: string | undefined): string {
  const names = environmentNames(root);
  if (name !== undefined && names.includes(name)) return name;
  const found = name === undefined ? "no environment given" : `no environment "${name}" in stacks`;
  throw new InputError(
    `${found}${name === undefined ? "" : didYouMean(name, names)}; expected one of ${names.join(", ")}`,
    { hint: `For example: npx towpath preview ${names[0] ?? "dev"}` },
  );
}

/** The `version` of a package.json. */
export function packageVersion(file: string): string {
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version?: string };
  return version ?? "";
}
