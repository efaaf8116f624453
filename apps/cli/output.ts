import pc from "picocolors";
import { messageOf, UserError } from "../../lib/errors";

/** Where commands say what they do. Progress goes to stderr, answers to stdout. */
export interface Reporter {
  /** True when stdout must be JSON alone. */
  readonly json: boolean;
  /** A step that takes time: its start, its changing detail, its result. */
  step(title: string): Step;
  /** A line for people; dropped with --json. */
  line(text?: string): void;
  /** A failed check beside an answer: said on stderr, whatever the output. */
  refuse(message: string, hint: string): void;
  /** The command's answer as data; printed with --json alone. */
  result(value: unknown): void;
}

/** A step under way. */
export interface Step {
  update(detail: string): void;
  done(detail?: string): void;
  fail(): void;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** A reporter for this process's terminal, or its pipe. */
export function makeReporter(json: boolean): Reporter {
  return {
    json,
    step: (title) => (process.stderr.isTTY ? spinnerStep(title) : plainStep(title)),
    line: (text = "") => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    refuse: (message, hint) => {
      process.stderr.write(`${pc.red("towpath:")} ${message}\n${pc.cyan("→")} ${hint}\n`);
    },
    result: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
  };
}

/** One line at the end of each step: what logs and CI want. */
function plainStep(title: string): Step {
  const started = performance.now();
  return {
    update: () => undefined,
    done: (detail) => {
      process.stderr.write(`${finished("✔", title, detail, started)}\n`);
    },
    fail: () => {
      process.stderr.write(`✖ ${title}\n`);
    },
  };
}

function spinnerStep(title: string): Step {
  const started = performance.now();
  let detail = "";
  let frame = 0;
  const draw = () => {
    const width = process.stderr.columns || 80;
    const text = `${FRAMES[frame++ % FRAMES.length] ?? ""} ${title} ${pc.dim(detail)}`;
    process.stderr.write(`\r\u001b[2K${text.slice(0, width + 8)}`);
  };
  const timer = setInterval(draw, 80);
  timer.unref();
  draw();
  const end = (text: string) => {
    clearInterval(timer);
    process.stderr.write(`\r\u001b[2K${text}\n`);
  };
  return {
    update: (text) => {
      detail = text;
    },
    done: (text) => {
      end(finished(pc.green("✔"), title, text, started));
    },
    fail: () => {
      end(`${pc.red("✖")} ${title}`);
    },
  };
}

function finished(
  mark: string,
  title: string,
  detail: string | undefined,
  started: number,
): string {
  const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  return `${mark} ${title}${detail === undefined ? "" : pc.dim(` — ${detail}`)} ${pc.dim(seconds)}`;
}

/** Runs a step to its end, whichever it is. */
export async function during<T>(
  report: Reporter,
  title: string,
  work: (step: Step) => Promise<T>,
  detail?: (result: T) => string,
): Promise<T> {
  const step = report.step(title);
  try {
    const result = await work(step);
    step.done(detail?.(result));
    return result;
  } catch (error) {
    step.fail();
    throw error;
  }
}

/**
 * Prints a failure and gives the exit code: a person's error in its own words, a bug with its
 * stack under --debug.
 */
export function printFailure(error: unknown, options: { debug: boolean; json: boolean }): number {
  const exitCode = error instanceof UserError ? error.exitCode : 1;
  const hint = error instanceof UserError ? error.hint : undefined;
  const message = messageOf(error);
  if (options.json) {
    const body = {
      error: { message, ...(hint === undefined ? {} : { hint }), exit_code: exitCode },
    };
    process.stdout.write(`${JSON.stringify(body, null, 2)}\n`);
  }
  process.stderr.write(`${pc.red("towpath:")} ${message}\n`);
  if (hint !== undefined) process.stderr.write(`${pc.cyan("→")} ${hint}\n`);
  if (options.debug && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  else if (!(error instanceof UserError)) {
    process.stderr.write(`${pc.cyan("→")} This is a bug: run again with --debug for the stack.\n`);
  }
  return exitCode;
}
