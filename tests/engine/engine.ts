import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { type SimulatedProvider, simulateProvider } from "./simulated-provider";

/** One verdict, as `towpath preview` has it too. */
export interface Verdict {
  readonly policy: string;
  readonly urn: string;
  readonly enforcement: string;
}

/** A verdict with what was said. */
export interface Spoken extends Verdict {
  readonly message: string;
}

/** Where Pulumi's command line is; undefined where PATH has none. */
export function findCli(): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "pulumi"))
    .find((file) => existsSync(file));
}

const CHECKOUT = resolve(__dirname, "../..");

/** A copy of this checkout's tracked files, so that the CLI may write into its stack files. */
export class Copy {
  readonly root = mkdtempSync(join(tmpdir(), "towpath-engine-"));
  private readonly state = mkdtempSync(join(tmpdir(), "towpath-engine-state-"));
  private providers: readonly SimulatedProvider[] = [];

  async make(): Promise<void> {
    const files = execFileSync("git", ["ls-files", "-z"], { cwd: CHECKOUT, encoding: "utf8" });
    for (const file of files.split("\0").filter((name) => /^(?!docs|bench|tests)/.test(name))) {
      if (file !== "" && existsSync(join(CHECKOUT, file))) {
        await cp(join(CHECKOUT, file), join(this.root, file));
      }
    }
    symlinkSync(join(CHECKOUT, "node_modules"), join(this.root, "node_modules"));
    symlinkSync(join(CHECKOUT, "dist"), join(this.root, "dist"));
    mkdirSync(join(this.root, ".towpath"), { recursive: true });
    this.providers = await Promise.all(
      ["aws", "kubernetes", "random"].map((name) => simulateProvider(name, versionOf(name))),
    );
  }

  /** Runs the CLI. @returns what it printed, and how it ended */
  run(cli: string, args: readonly string[]): Promise<{ code: number; output: string }> {
    return new Promise((done, fail) => {
      const child = spawn(cli, [...args, "--non-interactive"], {
        cwd: this.root,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          PULUMI_HOME: join(this.state, "home"),
          PULUMI_BACKEND_URL: `file://${this.state}`,
          PULUMI_CONFIG_PASSPHRASE: "nothing secret is in a simulated stack",
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
          PULUMI_DEBUG_COMMANDS: "true",
          PULUMI_DEBUG_PROVIDERS: this.providers
            .map(({ name, port }) => `${name}:${port}`)
            .join(","),
          NO_COLOR: "1",
        },
      });
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.once("error", fail);
      child.once("close", (code) => {
        done({ code: code ?? -1, output });
      });
    });
  }

  /** What the engine's policies said in a preview. */
  async preview(
    cli: string,
    stack: string,
  ): Promise<{ code: number; output: string; verdicts: Spoken[] }> {
    const events = join(this.state, `${stack}-events.json`);
    rmSync(events, { force: true });
    const ran = await this.run(cli, [
      ...["preview", "-s", stack, "--policy-pack", "policies", "--event-log", events],
    ]);
    return { ...ran, verdicts: existsSync(events) ? verdictsOf(events) : [] };
  }

  close(): void {
    for (const one of this.providers) one.stop();
    rmSync(this.root, { recursive: true, force: true });
    rmSync(this.state, { recursive: true, force: true });
  }
}

function versionOf(name: string): string {
  const file = join(CHECKOUT, "node_modules/@pulumi", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

interface EngineEvent {
  readonly policyEvent?: {
    readonly policyName: string;
    readonly resourceUrn?: string;
    readonly enforcementLevel: string;
    readonly message: string;
  };
}

function verdictsOf(file: string): Spoken[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const { policyEvent } = JSON.parse(line) as EngineEvent;
      return policyEvent === undefined
        ? []
        : [
            {
              policy: policyEvent.policyName,
              urn: policyEvent.resourceUrn ?? "",
              enforcement: policyEvent.enforcementLevel,
              message: policyEvent.message,
            },
          ];
    });
}
