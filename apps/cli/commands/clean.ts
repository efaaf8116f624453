import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CommandModule } from "../command";
import { stopEverything } from "./stop";

/**
 * What `clean` leaves without `--all`: what takes a download to make again, and the keys, without
 * which a backup that was put elsewhere is lost.
 */
function isKept(name: string): boolean {
  return name === "keys" || name === "scan-venv" || /^venv(-postgresql-|$)/.test(name);
}

export const clean: CommandModule = {
  usage: "clean",
  summary: "stop everything and delete what this checkout made under .towpath/",
  example: "npx towpath clean",
  options: (command) =>
    command.option("--all", "delete the Python environments and the keys of backups too"),
  run: async (context, _operands, options) => {
    await stopEverything(context);
    const { state } = context.paths;
    const removed = existsSync(state)
      ? readdirSync(state).filter((name) => options.all === true || !isKept(name))
      : [];
    for (const name of removed) rmSync(join(state, name), { recursive: true, force: true });
    context.report.result({ removed: removed.map((name) => join(state, name)) });
    context.report.line(
      removed.length === 0 ? "Nothing to remove." : `Removed ${removed.join(", ")} from ${state}.`,
    );
    return 0;
  },
};
