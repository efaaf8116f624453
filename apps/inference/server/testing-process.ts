import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as http from "node:http";
import * as net from "node:net";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { sealRule, temporaryDirectory, type LogLine } from "./testing";

/** The server as it runs: one bundled file, alone in a directory, in a process of its own. */
let bundle: string;
let artifact: string;
const children: ChildProcess[] = [];
const NO_COMPILER = "./apps/inference/server/no-schema-compiler.ts";

/** Bundles the server and seals an artifact for it; for beforeAll. */
export function bundleServer(): void {
  bundle = join(temporaryDirectory(), "inference.js");
  buildSync({
    entryPoints: ["apps/inference/server/main.ts"],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    minify: true,
    // As scripts/build.js bundles it.
    alias: {
      "@fastify/ajv-compiler": NO_COMPILER,
      "@fastify/fast-json-stringify-compiler": NO_COMPILER,
    },
  });
  artifact = temporaryDirectory();
  sealRule(artifact, "v1");
}

/** Where the bundle lies. */
export const bundlePath = () => bundle;

/** Ends what a test left running; for afterEach. */
export function killAll(): void {
  for (const child of children.splice(0)) child.kill("SIGKILL");
}

/** A server that serves. */
export interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly lines: () => LogLine[];
  readonly exited: Promise<number | null>;
}

/** Starts a server. */
export function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [bundle], {
    env: {
      TOWPATH_ARTIFACT: artifact,
      PORT: "0",
      // Machines that run tests are busy; what is measured here is something else.
      TOWPATH_MAX_EVENT_LOOP_DELAY_MS: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const exited = once(child, "close").then(([code]) => code as number | null);
  const lines = () =>
    out
      .split("\n")
      .filter((line) => line.endsWith("}"))
      .map((line) => JSON.parse(line) as LogLine);
  return { child, exited, lines, stderr: () => err };
}

/** Starts a server and waits until it serves. */
export async function listening(env: Record<string, string> = {}): Promise<Running> {
  const { child, exited, lines, stderr } = start(env);
  const find = (event: string) => lines().find((line) => line.event === event);
  const ended = exited.then((code) => {
    throw new Error(`the server ended with ${String(code)}: ${stderr()}`);
  });
  while (find("listening") === undefined || find("artifact_loaded") === undefined) {
    await Promise.race([once(child.stdout, "data"), ended]);
  }
  ended.catch(() => undefined);
  return { child, port: Number(find("listening")?.port), lines, exited };
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
}

/** One request. */
export function ask(
  port: number,
  options: http.RequestOptions = {},
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, ...options }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** One prediction. */
export function predict(
  port: number,
  headers: Record<string, string> = {},
  agent?: http.Agent,
): Promise<Answer> {
  return ask(
    port,
    {
      method: "POST",
      path: "/predict",
      headers: { "content-type": "application/json", ...headers },
      ...(agent === undefined ? {} : { agent }),
    },
    '{"text":"hello"}',
  );
}

/** Sends bytes and gives what came back until the connection was closed. */
export function raw(port: number, bytes: string | Buffer, end = true): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.write(bytes);
      if (end) socket.end();
    });
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      resolve(text);
    });
  });
}

/** Asks on `connections` kept-alive connections until a connection is refused or closed to it. */
export function load(port: number, connections: number) {
  const result = { answered: 0, failed: [] as string[] };
  let stopping = false;
  const loops = Array.from({ length: connections }, async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (;;) {
      try {
        const answer = await predict(port, {}, agent);
        if (answer.status === 200) result.answered++;
        else result.failed.push(String(answer.status));
        if (answer.headers.connection === "close") break;
      } catch (error) {
        // A connection that was never made was no request that the server took.
        const refused = error instanceof Error && "code" in error && error.code === "ECONNREFUSED";
        if (!(refused && stopping)) result.failed.push(String(error));
        break;
      }
    }
    agent.destroy();
  });
  return {
    result,
    expectStop: () => (stopping = true),
    finished: Promise.all(loops),
  };
}
