import { readFileSync } from "node:fs";
import { sha256 } from "../../../lib/digest";
import { saveFile } from "../../../lib/save-file";

/**
 * What is remembered of a policy pack between previews: whether it mends resources. One that does not
 * need not be waited for by the program, whose first resources arrive half a second before the pack
 * has started. It holds for the very same code and settings alone: a pack may mend in an environment
 * that warns, and only judge in one that stops.
 */
export class PackMemory {
  /** Does it mend resources? undefined where nothing is remembered of this code. */
  readonly mends: boolean | undefined;

  private readonly file: string;
  private readonly code: string;

  /**
   * @param compiled the pack as one file
   * @param environment whose preview it is
   * @param config the stack's settings, from which levels follow
   */
  constructor(compiled: string, environment: string, config: Readonly<Record<string, string>>) {
    this.file = `${compiled}.${environment}.mends`;
    this.code = sha256(sha256(readFileSync(compiled)) + JSON.stringify(config));
    this.mends = this.read();
  }

  remember(mends: boolean): void {
    if (this.mends !== mends) saveFile(this.file, `${this.code} ${String(mends)}\n`);
  }

  private read(): boolean | undefined {
    try {
      const [code, mends] = readFileSync(this.file, "utf8").trim().split(" ");
      return code === this.code ? mends === "true" : undefined;
    } catch {
      return undefined;
    }
  }
}
