import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Compiled } from "./compile";
import { explainCrash } from "./explain";
import { nodeStart } from "./node-start";
import { ProgramError } from "./program-error";
import type { Project } from "./project";
import type { Recorder } from "./recorder";
import type { StackConfig } from "./stack-config";
import { describe } from "./urn";

/** How one run of the program is started. */
export interface ProgramRun {
  readonly project: Project;
  readonly environment: string;
  readonly config: StackConfig;
  readonly compiled: Compiled;
  /** Where the monitor and the engine listen. */
  readonly address: string;
  readonly recorder: Recorder;
  /** Longest time that the program may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Frames kept of each stack: 2 in a normal run, all of them for a person who wants the trace. */
  readonly stackFrames: number;
  readonly env: NodeJS.ProcessEnv;
  /** What the program prints on its own, for --debug. */
  readonly onOutput: (text: string) => void;
}

/** How long a program that failed may take to say more and end. */
const LAST_WORDS_MS = 1_500;

/**
 * Runs the unmodified program through the language host's own entry point, in its own process.
 * @throws ProgramError when it throws, never ends, or asks for what an engine refuses
 */
export async function runProgram(run: ProgramRun): Promise<void> {
  const { recorder } = run;
  const start = nodeStart(run.project.root, "program", run.stackFrames);
  const child = spawn(process.execPath, [...start.args, ...args(run)], {
    cwd: run.project.root,
    env: { ...programEnv(run), ...start.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    run.onOutput(chunk.toString());
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    run.onOutput(chunk.toString());
  });
  const timers: NodeJS.Timeout[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      let failure: ProgramError | undefined;
      recorder.onFailure((error) => {
        failure ??= error;
        if (error.failure === "refused") reject(error);
        else timers.push(setTimeout(reject, LAST_WORDS_MS, failure));
      });
      recorder.onEnd(resolve);
      timers.push(
        setTimeout(() => {
          reject(timedOut(run));
        }, run.timeoutMs),
      );
      child.once("error", reject);
      child.once("close", (code) => {
        reject(failure ?? diedWithoutWords(run, code, stderr));
      });
    });
  } catch (error) {
    throw error instanceof ProgramError && error.failure === "logged"
      ? explainCrash(error, run.compiled, recorder)
      : error;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    // It has said all it has to say; its own end would only take longer.
    start.end(child);
  }
}

function args({ project, environment, address, compiled }: ProgramRun): string[] {
  const resolveFrom = createRequire(join(project.root, "package.json"));
  return [
    resolveFrom.resolve("@pulumi/pulumi/cmd/run/index.js"),
    ...["--monitor", address, "--engine", address],
    ...["--organization", "organization", "--project", project.name, "--stack", environment],
    ...["--root-directory", project.root, "--pwd", project.root],
    ...["--dry-run", "--parallel", "64"],
    compiled.file,
  ];
}

function programEnv({ env, config }: ProgramRun): NodeJS.ProcessEnv {
  const inherited = Object.entries(env).filter(([name]) => !name.startsWith("PULUMI_"));
  return {
    ...Object.fromEntries(inherited),
    PULUMI_CONFIG: JSON.stringify(config.values),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
    // Colours in error messages would have to be taken out again.
    NO_COLOR: "1",
  };
}

function timedOut({ recorder, timeoutMs }: ProgramRun): ProgramError {
  return new ProgramError(
    "timeout",
    `the program did not end within ${timeoutMs / 1000} s; ${progress(recorder)}`,
    {
      urn: recorder.last?.urn ?? "",
      hint: "Look for a loop without end or a promise that never settles after it. --timeout SECONDS allows more time.",
    },
  );
}

function diedWithoutWords(run: ProgramRun, code: number | null, stderr: string): ProgramError {
  const { recorder } = run;
  if (code === 0) {
    return new ProgramError(
      "ended-early",
      `the program ended before its exports were known; ${progress(recorder)}`,
      {
        urn: recorder.last?.urn ?? "",
        hint: "Look for a promise among the exports that never settles, or a call of process.exit.",
      },
    );
  }
  const lines = stderr.trim().split("\n").slice(-3).join("\n");
  return new ProgramError(
    "crashed",
    `the program's process ended with exit code ${code ?? "none (killed)"}; ${progress(recorder)}${lines === "" ? "" : `\n${lines}`}`,
    { urn: recorder.last?.urn ?? "" },
  );
}

/** How far the program came, for messages. */
export function progress(recorder: Recorder): string {
  const count = recorder.registrations.length;
  if (recorder.last === undefined) return "it had registered nothing yet";
  return `it had registered ${count} resource${count === 1 ? "" : "s"}, the last one ${describe(recorder.last.urn)}`;
}
