import { join } from "node:path";
import type { z } from "zod";
import { InputError } from "../../lib/errors";
import { readYaml, type YamlFile, yamlError } from "../../lib/yaml-file";
import type { YamlProblem } from "../../lib/zod-issues";
import { secretProblems } from "./secret-literals";

/**
 * Reads one file of stacks/: no secrets in it, and fit for its schema.
 * @param name the file's path under the root, which is also what messages call it
 * @throws InputError naming every problem with file:line:column
 */
export function readStacksFile<S extends z.ZodType>(
  root: string,
  name: string,
  schema: S,
): YamlFile<z.output<S>> {
  return readYaml(join(root, name), schema, name, secretProblems);
}

/** Gathers what is wrong in several files, so that a reader sees all of it at once. */
export class Problems {
  private readonly found: string[] = [];

  /** Runs a reader; its InputError is kept, and undefined is given instead of a value. */
  attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.found.push(error.message);
      return undefined;
    }
  }

  /** Adds what a check found in a file. */
  add(file: YamlFile<unknown>, problems: readonly YamlProblem[]): void {
    if (problems.length > 0) this.found.push(yamlError(file, problems).message);
  }

  /** @throws InputError with everything gathered, a line a problem, when there is anything */
  throwIfAny(): void {
    if (this.found.length > 0) throw new InputError(this.found.join("\n"));
  }
}
