import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { servedVersion } from "../../../components/config/service";
import { InputError } from "../../../lib/errors";
import { type CommandModule, text } from "../command";
import type { Context } from "../context";
import { during } from "../output";
import { LOCAL, openRecord } from "../promotion/record";
import { DEFAULT_PORT, goLive, type LiveService } from "../serving/live";
import { bundledServer, serverCommand } from "../../inference/client/server-process";
import { artifactStore, lazyTracking } from "../tracking/open";

export const serve: CommandModule = {
  usage: "serve [service]",
  summary: "serve a promoted model in the background, or any artifact in the foreground",
  example: "npx towpath serve support-triage",
  options: (command) =>
    command
      .option("--artifact <dir>", "an artifact's folder: serve it in the foreground")
      .option("--port <n>", `TCP port on 127.0.0.1 (default: ${DEFAULT_PORT})`),
  run: async (context, [service], options) => {
    const artifact = text(options, "artifact");
    const port = portOf(text(options, "port"));
    if (artifact !== undefined && service !== undefined) {
      throw new InputError("found a service and --artifact; expected one of them");
    }
    if (artifact !== undefined) return foreground(context, resolve(artifact), port ?? DEFAULT_PORT);
    if (service === undefined) {
      throw new InputError("nothing to serve: expected a service or --artifact <dir>", {
        hint: "For example: npx towpath serve support-triage",
      });
    }
    const { live, modelVersion } = await runServe(context, service, port);
    const { report } = context;
    report.result({
      endpoint: live.url,
      model_version: modelVersion,
      pid: live.pid,
      log: live.log,
    });
    report.line(`${live.url} serves ${modelVersion}`);
    report.line(`log  ${live.log}`);
    return 0;
  },
};

/** Serves what the local record names, else the baseline; `start` runs the same. */
export async function runServe(
  context: Context,
  service: string,
  port: number | undefined,
): Promise<{ live: LiveService; modelVersion: string }> {
  const { paths, report } = context;
  return during(
    report,
    `serve ${service}`,
    async (step) => {
      const version = servedVersion(openRecord(paths, service, LOCAL).service, LOCAL);
      const { path } = await artifactStore(context).fetch(
        version.artifact,
        paths.root,
        lazyTracking(context, step),
      );
      const live = await goLive(paths, service, path, port);
      return { live, modelVersion: version.model_version };
    },
    ({ live, modelVersion }) => `${modelVersion} at ${live.url}`,
  );
}

/** The server takes over this terminal: its log is the output, Ctrl-C drains it. */
function foreground(context: Context, artifact: string, port: number): Promise<number> {
  const { command, args, env } = serverCommand({
    program: bundledServer(context.paths.root),
    artifact,
    port,
    // Settings of the server that are already in the environment are its user's to choose.
    settings: { TOWPATH_ENVIRONMENT: context.env.TOWPATH_ENVIRONMENT ?? LOCAL },
  });
  return new Promise((done, fail) => {
    const child = spawn(command, args, { env, stdio: "inherit" });
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, forward);
    child.once("error", fail);
    child.once("exit", (code) => {
      done(code ?? 1);
    });
  });
}

function portOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InputError(`--port: found "${value}"; expected a whole number from 0 to 65535`);
  }
  return port;
}
