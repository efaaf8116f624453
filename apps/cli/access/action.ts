import type { Command } from "commander";
import type { CommandModule } from "../command";

/** One question of `towpath access`; its file is commands/access-NAME.ts. */
export interface AccessAction {
  /** Adds its options; those of all actions are one command's. */
  readonly options: (command: Command) => void;
  /** As {@link CommandModule.run}, without the action among the operands. */
  readonly run: CommandModule["run"];
}
