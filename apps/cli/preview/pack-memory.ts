import { readFileSync } from "node:fs";
import { sha256 } from "../../../lib/digest";
import { saveFile } from "../../../lib/save-file";

/** The stack that a pack judges. */
export interface JudgedStack {
  readonly name: string;
  /** Its configuration, in which the posture stands that decides between telling and mending. */
  readonly config: Readonly<Record<string, string>>;
}

/**
 * What is remembered of a policy pack between previews: whether it mends resources of a stack. One that
 * does not need not be waited for by the program, whose first resources arrive half a second before the
 * pack has started. It holds for the very same code and the very same configuration of the stack: a
 * pack may mend in dev what it stops in prod.
 */
export class PackMemory {
  /** Does it mend resources? undefined where nothing is remembered of this code and stack. */
  readonly mends: boolean | undefined;

  private readonly file: string;
  private readonly about: string;

  /** @param compiled the pack as one file; what is remembered lies beside it, a file a stack */
  constructor(compiled: string, stack: JudgedStack) {
    this.file = `${compiled}.${stack.name}.mends`;
    this.about = sha256(`${sha256(readFileSync(compiled))} ${JSON.stringify(stack.config)}`);
    this.mends = this.read();
  }

  remember(mends: boolean): void {
    if (this.mends !== mends) saveFile(this.file, `${this.about} ${String(mends)}\n`);
  }

  private read(): boolean | undefined {
    try {
      const [about, mends] = readFileSync(this.file, "utf8").trim().split(" ");
      return about === this.about ? mends === "true" : undefined;
    } catch {
      return undefined;
    }
  }
}
