import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Environment } from "../../../components/config/environment";
import { InputError, RefusedError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";

/**
 * One cluster, by kubectl: it knows every way to log in that a kubeconfig may name, such as
 * `aws eks get-token`. The context is always said; which one is current does not matter.
 */
export class Kubectl {
  /** @param context a context of the kubeconfig @param env decides PATH and KUBECONFIG */
  constructor(
    readonly context: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** @throws InputError without kubectl, or without such a context, naming those that there are */
  async check(): Promise<void> {
    const known = (await this.run(["config", "get-contexts", "-o", "name"])).split("\n");
    const names = known.map((line) => line.trim()).filter((line) => line !== "");
    if (names.includes(this.context)) return;
    throw new InputError(
      `no context "${this.context}" in the kubeconfig${didYouMean(this.context, names)}; found ${
        names.length === 0 ? "none" : names.join(", ")
      }`,
      {
        hint: "Name another with --context, or make it: kind create cluster --name <name>, or aws eks update-kubeconfig --name <cluster> --alias <context>.",
      },
    );
  }

  /** What a command answers as JSON. @throws RefusedError in kubectl's own words */
  async json(args: readonly string[], input?: string): Promise<unknown> {
    const text = await this.run(["--context", this.context, ...args, "-o", "json"], input);
    return JSON.parse(text) as unknown;
  }

  /** Gives each line of a command's output as it comes, until the command ends, well or not. */
  async lines(args: readonly string[], onLine: (line: string) => void): Promise<void> {
    const child = this.spawn(["--context", this.context, ...args]);
    child.stdin.end();
    child.stderr.resume();
    const ended = new Promise<void>((resolve, reject) => {
      child.once("error", (error) => {
        reject(notThere(error));
      });
      child.once("close", () => {
        resolve();
      });
    });
    createInterface({ input: child.stdout }).on("line", onLine);
    await ended;
  }

  private run(args: readonly string[], input = ""): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = this.spawn(args);
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      child.once("error", (error) => {
        reject(notThere(error));
      });
      child.once("close", (code) => {
        if (code === 0) resolve(stdout);
        else reject(new RefusedError(`kubectl (${this.context}): ${lastLine(stderr)}`));
      });
      // A command that ends before it has read everything is no failure of ours.
      child.stdin.on("error", () => undefined);
      child.stdin.end(input);
    });
  }

  private spawn(args: readonly string[]) {
    return spawn("kubectl", args, { env: this.env, stdio: ["pipe", "pipe", "pipe"] });
  }
}

/**
 * The context of an environment: `--context`, else the one that its stack file names. Never the
 * current one: a command must not act on a cluster that nobody named.
 * @throws InputError when neither says one
 */
export function contextOf(
  name: string,
  environment: Environment,
  said: string | undefined,
): string {
  if (said !== undefined) return said;
  if (environment.kind === "kubernetes") return environment.context;
  throw new InputError(
    `${name}: which context of the kubeconfig is its cluster? Expected --context <name>; the current context is never taken.`,
    {
      hint: `Make one: aws eks update-kubeconfig --region ${environment.region} --name <cluster> --alias towpath-${name}, and pass --context towpath-${name}.`,
    },
  );
}

function notThere(error: Error): Error {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") return error;
  return new InputError("kubectl is not on the PATH; a job in a cluster is started with it.", {
    hint: "Install it (https://kubernetes.io/docs/tasks/tools/), and run the command again.",
    cause: error,
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "it failed and said nothing";
}
