import { stripVTControlCharacters } from "node:util";
import type { Compiled } from "./compile";
import { ProgramError } from "./program-error";
import type { Recorder } from "./recorder";
import { describe, STACK_TYPE } from "./urn";

/**
 * What the language host logs of an exception, in a person's words: the message, the place in the
 * sources, the resource that the program was at. The trace is kept as the error's stack for --debug.
 */
export function explainCrash(
  error: ProgramError,
  compiled: Compiled,
  recorder: Recorder,
): ProgramError {
  const text = stripVTControlCharacters(error.message);
  const { message, frames } = split(text);
  const place = frames.map((frame) => placeOf(frame, compiled)).find((one) => one !== undefined);
  const at = error.urn === "" ? undefined : describe(error.urn);
  const explained = new ProgramError(
    "logged",
    [
      place === undefined ? "the program failed" : `${place}: the program failed`,
      at === undefined ? "" : ` at ${at}`,
      at === undefined ? after(recorder) : "",
      `: ${message}`,
    ].join(""),
    {
      urn: error.urn === "" ? (recorder.last?.urn ?? "") : error.urn,
      hint:
        place === undefined
          ? "Mend what the message says and preview again; --debug shows the stack trace."
          : `Look at ${place}; --debug shows the stack trace.`,
    },
  );
  explained.stack = [message, ...frames.map((frame) => mapped(frame, compiled))].join("\n");
  return explained;
}

function after(recorder: Recorder): string {
  const made = recorder.registrations.filter(({ type }) => type !== STACK_TYPE);
  const last = made.at(-1);
  if (last === undefined) return " before its first resource";
  const others = made.length - 1;
  return ` after ${describe(last.urn)}${others === 0 ? "" : ` and ${others} other${others === 1 ? "" : "s"}`}`;
}

/** The language host's text: a headline, the exception, its frames, sometimes its properties. */
function split(text: string): { message: string; frames: string[] } {
  const lines = text.split("\n");
  const start = lines[0]?.startsWith("Running program '") === true ? 1 : 0;
  const first = lines.findIndex((line) => /^\s+at .*[:)]/.test(line));
  const end = first === -1 ? lines.length : first;
  const message = lines
    .slice(start, end)
    .join("\n")
    .trim()
    .replace(/^(?:Uncaught )?Error: /, "");
  return { message, frames: lines.slice(end).filter((line) => /^\s+at /.test(line)) };
}

const FRAME = /\(?([^()\s]+):(\d+):(\d+)\)?$/;

function placeOf(frame: string, compiled: Compiled): string | undefined {
  const [, file, line, column] = FRAME.exec(frame) ?? [];
  if (file !== compiled.file) return undefined;
  return compiled.place(Number(line), Number(column));
}

function mapped(frame: string, compiled: Compiled): string {
  const place = placeOf(frame, compiled);
  return place === undefined ? frame : frame.replace(FRAME, `(${place})`);
}
