import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../lib/errors";
import { loadStacks } from "./load";

/** A copy of the shipped stacks/, for a test to break. */
export class StacksCopy {
  readonly root = mkdtempSync(join(tmpdir(), "towpath-stacks-"));

  constructor() {
    cpSync("stacks", join(this.root, "stacks"), { recursive: true });
  }

  /** Replaces the first place of a text. @throws Error when the file does not have it */
  edit(file: string, from: string, to: string): void {
    const path = join(this.root, "stacks", file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`${file} lacks ${JSON.stringify(from)}`);
    writeFileSync(path, text.replace(from, to));
  }

  /** What loading it says. @throws Error when it loads, or fails as a bug does */
  failure(): UserError {
    try {
      loadStacks(this.root);
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
    throw new Error("expected a failure, and it loaded");
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
