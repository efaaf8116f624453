import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";
import { RefusedError } from "../../../lib/errors";
import type { Compiled } from "./compile";
import { FEW_FRAMES, nodeStart } from "./node-start";
import { MESSAGE_LIMIT } from "./monitor";
import { toStruct } from "./structs";
import type { Place } from "./request";
import type { StackConfig } from "./stack-config";
import type { Json } from "./wire";

/** How a policy pack is started. */
export interface PackStart {
  readonly root: string;
  /** The pack's folder: its package.json gives the version. */
  readonly folder: string;
  readonly compiled: Compiled;
  readonly place: Place;
  readonly config: StackConfig;
  readonly env: NodeJS.ProcessEnv;
  readonly onOutput: (text: string) => void;
}

/** A policy pack's process, unmodified, spoken to as the engine does. */
export interface PolicyPack {
  readonly info: analyzer.AnalyzerInfo;
  readonly client: AnalyzerClient;
  /** Whether a rule of the pack may change inputs. */
  readonly remediates: boolean;
}

/** One call of the analyzer, as a promise. */
export function ask<Response>(
  call: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) resolve(response);
      else reject(new RefusedError(`the policy pack failed: ${error.details || error.message}`));
    });
  });
}

/** Starts a pack's process; ready once it answered and is configured. */
export function startPack(start: PackStart): { ready: Promise<PolicyPack>; stop: () => void } {
  const resolveFrom = createRequire(join(start.root, "package.json"));
  const inherited = Object.entries(start.env).filter(([name]) => !name.startsWith("PULUMI_"));
  const node = nodeStart(start.root, "pack", FEW_FRAMES);
  const child = spawn(
    process.execPath,
    [
      ...node.args,
      resolveFrom.resolve("@pulumi/pulumi/cmd/run-policy-pack/index.js"),
      // The engine's address, which the entry point drops.
      "127.0.0.1:0",
      start.compiled.file,
    ],
    {
      cwd: start.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...Object.fromEntries(inherited),
        PULUMI_NODEJS_ORGANIZATION: "organization",
        PULUMI_NODEJS_PROJECT: start.place.project,
        PULUMI_NODEJS_STACK: start.place.stack,
        PULUMI_NODEJS_DRY_RUN: "true",
        PULUMI_CONFIG: JSON.stringify(start.config.values),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(start.config.secretKeys),
        NO_COLOR: "1",
        TOWPATH_COMPILED_PACK: "1",
        ...node.env,
      },
    },
  );
  let client: AnalyzerClient | undefined;
  const ready = (async () => {
    const port = await firstLine(child, start.onOutput);
    client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.max_receive_message_length": MESSAGE_LIMIT,
    });
    return configure(client, start);
  })();
  // Nobody may be waiting yet when it fails.
  ready.catch(() => undefined);
  return {
    ready,
    stop: () => {
      client?.close();
      node.end(child);
    },
  };
}

/** The port, which a pack prints first on stdout. */
function firstLine(child: ChildProcess, onOutput: (text: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let out = "";
    let err = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      const line = /^(.*)\n/.exec(out)?.[1];
      if (line === undefined) return;
      if (/^\d+$/.test(line.trim())) resolve(Number(line));
      else {
        reject(
          new RefusedError(`the policy pack printed "${line}" before its port`, {
            hint: "A pack talks to the engine on stdout: use console.error for anything else.",
          }),
        );
      }
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      err += chunk.toString();
      onOutput(chunk.toString());
    });
    child.once("error", reject);
    child.once("close", (code) => {
      reject(new RefusedError(lastWords(code, err.trim())));
    });
  });
}

/** A failure that a pack means to be read (Pulumi's RunError) is logged as it is, any other as a crash. */
const MEANT = /^error: (?:\[runtime\] )?(?!Running program )(.+)$/s;

/** Why a pack did not start: all that it refuses, or the first lines of a crash. */
function lastWords(code: number | null, err: string): string {
  const refused = MEANT.exec(err)?.[1];
  if (refused !== undefined) return `the policy pack did not start:\n${refused}`;
  const said = err.split("\n").slice(0, 3).join("\n");
  return `the policy pack ended with exit code ${code ?? "none (killed)"} before it was ready${said === "" ? "" : `:\n${said}`}`;
}

/** Tells the pack about the stack and its rules' settings, in the engine's order. */
async function configure(client: AnalyzerClient, start: PackStart): Promise<PolicyPack> {
  const stack = new analyzer.AnalyzerStackConfigureRequest()
    .setStack(start.place.stack)
    .setProject(start.place.project)
    .setOrganization("organization")
    .setDryRun(true)
    .setConfigSecretKeysList([...start.config.secretKeys]);
  for (const [key, value] of Object.entries(start.config.values)) {
    stack.getConfigMap().set(key, value);
  }
  await ask<analyzer.AnalyzerStackConfigureResponse>((done) => client.configureStack(stack, done));
  const info = await ask<analyzer.AnalyzerInfo>((done) =>
    client.getAnalyzerInfo(new empty.Empty(), done),
  );
  const request = new analyzer.ConfigureAnalyzerRequest();
  let remediates = false;
  for (const rule of info.getPoliciesList()) {
    const initial = info.getInitialconfigMap().get(rule.getName());
    const level = initial?.getEnforcementlevel() ?? rule.getEnforcementlevel();
    if (level === analyzer.EnforcementLevel.REMEDIATE) remediates = true;
    const properties = {
      // The SDK does not fill these in: with a real deployment the engine does.
      ...schemaDefaults(rule.getConfigschema()),
      ...(initial?.getProperties()?.toJavaScript() as Record<string, Json> | undefined),
    };
    request
      .getPolicyconfigMap()
      .set(
        rule.getName(),
        new analyzer.PolicyConfig().setEnforcementlevel(level).setProperties(toStruct(properties)),
      );
  }
  await ask<empty.Empty>((done) => client.configure(request, done));
  return { info, client, remediates };
}

function schemaDefaults(schema: analyzer.PolicyConfigSchema | undefined): Record<string, Json> {
  const properties = (schema?.getProperties()?.toJavaScript() ?? {}) as Record<
    string,
    { readonly default?: Json }
  >;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) =>
      property.default === undefined ? [] : [[name, property.default]],
    ),
  );
}
