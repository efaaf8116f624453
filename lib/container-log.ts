import { type ExitCode, messageOf, UserError } from "./errors";

/*
 * The log of a program in a container: every line is JSON, the last one is the result or the error.
 */

/** Writes one line, with the time in it. */
export function say(line: object): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
}

/** A line for each phase and, inside one, at most one in five seconds: a log is not a terminal. */
export function sayProgress(): (detail: string) => void {
  let phase = "";
  let last = 0;
  return (detail) => {
    const now = Date.now();
    const next = detail.replace(/ \d+(\/| of )\d+$/, "");
    if (next === phase && now - last < 5_000) return;
    phase = next;
    last = now;
    say({ progress: detail });
  };
}

/** Writes what ended a program. @returns its exit code */
export function sayFailure(error: unknown): ExitCode {
  const known = error instanceof UserError;
  const { exitCode, hint } = known ? error : { exitCode: 1 as const, hint: undefined };
  say({
    error: {
      message: messageOf(error),
      ...(hint === undefined ? {} : { hint }),
      // A stack is for a bug only.
      ...(known || !(error instanceof Error) ? {} : { stack: error.stack }),
      exit_code: exitCode,
    },
  });
  return exitCode;
}

/**
 * Runs a container's program: its exit code becomes the process's, and a signal ends it at once. The
 * first process of a container has no default for SIGTERM: it would be killed, late.
 */
export function runContainer(program: () => Promise<number>): void {
  process.once("SIGTERM", () => {
    say({ error: { message: "stopped: the deadline, or somebody deleted the job", exit_code: 1 } });
    process.exit(1);
  });
  void program().then((code) => {
    process.exitCode = code;
  });
}
