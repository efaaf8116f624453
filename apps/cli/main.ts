import { Command, CommanderError, type OutputConfiguration } from "commander";
import { access } from "./commands/access";
import { backup } from "./commands/backup";
import { clean } from "./commands/clean";
import { data } from "./commands/data";
import { drill } from "./commands/drill";
import { evaluate } from "./commands/evaluate";
import { images } from "./commands/images";
import { preview } from "./commands/preview";
import { promote } from "./commands/promote";
import { render } from "./commands/render";
import { rollback } from "./commands/rollback";
import { serve } from "./commands/serve";
import { start } from "./commands/start";
import { status } from "./commands/status";
import { stop } from "./commands/stop";
import { trace } from "./commands/trace";
import { train } from "./commands/train";
import { verify } from "./commands/verify";
import { findPaths } from "./context";
import type { CommandModule } from "./command";
import { makeReporter, printFailure } from "./output";

/** In the order in which a newcomer meets them. */
const COMMANDS: readonly CommandModule[] = [
  start,
  train,
  evaluate,
  promote,
  serve,
  trace,
  rollback,
  verify,
  preview,
  render,
  access,
  backup,
  drill,
  data,
  images,
  status,
  stop,
  clean,
];

/** Runs one command line. @returns the exit code: 0 ok, 1 refused or failed check, 2 bad input */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  outliveReaders();
  const flags = { debug: args.includes("--debug"), json: args.includes("--json") };
  let exitCode = 0;
  const program = new Command("towpath")
    .description("One path from a reviewed change to a served, traceable, reversible model.")
    .option("--debug", "show stack traces")
    .option("--json", "print the answer as JSON, alone on stdout")
    .showHelpAfterError("Run with --help for usage and an example.")
    // Options after a command are the command's: else `--json plan.json` would lose its file.
    .enablePositionalOptions()
    .configureOutput(errorsTo())
    .exitOverride();

  for (const module of COMMANDS) {
    const command = program.command(module.usage).description(module.summary);
    command.option("--debug", "show stack traces");
    if (module.jsonFile === true) command.option("--json [file]", "print or write it as JSON");
    else command.option("--json", "print the answer as JSON");
    module.options?.(command);
    command.addHelpText("after", `\nExample:\n  $ ${module.example}\n`);
    command.action(async (...values: unknown[]) => {
      const options = { ...program.opts(), ...command.opts() };
      // Commander passes the arguments, then the options, then the command itself.
      // `[names...]` arrives as one list.
      const operands = values.slice(0, -2).flat() as (string | undefined)[];
      exitCode = await module.run(
        {
          paths: findPaths(process.cwd(), env),
          report: makeReporter(flags.json && !namesFile(options.json)),
          env,
          now: () => new Date(),
        },
        operands,
        options,
      );
    });
  }

  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return printFailure(error, flags);
  }
}

/**
 * `towpath access owner x | head -1`: whoever reads may have enough before everything is said. That is
 * no failure, and must not end a command halfway through what it does.
 */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.listeners("error").includes(ignoreClosedPipe)) continue;
    stream.on("error", ignoreClosedPipe);
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

/** `--json plan.json` writes a file and leaves stdout to people; `--json prod` names no file. */
function namesFile(json: unknown): boolean {
  return typeof json === "string" && /[./\\]/.test(json);
}

/** Usage errors in the same form as every other failure. */
function errorsTo(): OutputConfiguration {
  return {
    outputError: (text, write) => {
      write(text.replace(/^error: /, "towpath: "));
    },
  };
}
