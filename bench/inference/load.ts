import { spawn, spawnSync } from "node:child_process";
import * as net from "node:net";
import { residentMb, type Server } from "./servers";

const LUA = "bench/inference/predict.lua";
const BODY = '{"text":"my card was charged twice and I need a refund today please"}';

/** One run of wrk against a server at its limit. */
export interface Saturation {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  /** The largest resident memory seen during the run. */
  readonly residentMb: number;
  /** Answers that were not 2xx, and socket errors. */
  readonly errors: number;
}

/** The arguments of wrk, for the run and for the report. */
export const wrkArgs = (seconds: number) => ["-t1", "-c32", `-d${seconds}`, "--latency", "-s", LUA];

/** Whether wrk is here. */
export const hasWrk = () => spawnSync("wrk", ["-v"]).error === undefined;

/** Runs wrk and looks at the server's memory meanwhile. */
export async function saturate(server: Server, seconds: number): Promise<Saturation> {
  const url = `http://127.0.0.1:${server.port}/predict`;
  const child = spawn("wrk", [...wrkArgs(seconds), url], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  let resident = 0;
  const sampler = setInterval(() => {
    resident = Math.max(resident, residentMb(server.pid));
  }, 250);
  await new Promise((resolve) => child.on("close", resolve));
  clearInterval(sampler);
  const number = (pattern: RegExp) => Number(pattern.exec(out)?.[1] ?? 0);
  const sockets = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(out);
  return {
    requestsPerSecond: number(/Requests\/sec:\s+([\d.]+)/),
    p99Ms: milliseconds(/99%\s+([\d.]+)(us|ms|s)/.exec(out)),
    residentMb: resident,
    errors:
      number(/Non-2xx or 3xx responses: (\d+)/) +
      (sockets ?? []).slice(1).reduce((sum, count) => sum + Number(count), 0),
  };
}

function milliseconds(match: RegExpExecArray | null): number {
  const scale = { us: 0.001, ms: 1, s: 1000 }[match?.[2] ?? ""] ?? Number.NaN;
  return Number(match?.[1]) * scale;
}

/** What a paced run measured. */
export interface Paced {
  readonly sent: number;
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
}

/**
 * Sends requests at a fixed rate over 32 kept-alive connections. wrk has no rate limit, and
 * autocannon counts in whole milliseconds, so this is a small client of its own.
 *
 * A latency runs from the time when the request was due, not from when a connection was free for
 * it: waiting in this client's queue counts, so a slow answer cannot hide those behind it. It
 * becomes due with the clock and is sent by a 1 ms timer, so up to 1 ms is this client's own.
 */
export async function pace(server: Server, rate: number, seconds: number): Promise<Paced> {
  const request =
    "POST /predict HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n" +
    `content-length: ${BODY.length}\r\n\r\n${BODY}`;
  const latencies: number[] = [];
  const idle: net.Socket[] = [];
  const dueAt = new Map<net.Socket, number>();
  const begun = performance.now();
  const total = Math.floor(rate * seconds);
  let sent = 0;

  return new Promise((resolve, reject) => {
    const fire = () => {
      const now = performance.now();
      const due = Math.min(total, Math.floor(((now - begun) / 1000) * rate));
      for (; sent < due; sent++) {
        const socket = idle.pop();
        if (socket === undefined) return;
        dueAt.set(socket, begun + (sent / rate) * 1000);
        socket.write(request);
      }
    };
    const timer = setInterval(fire, 1);
    const end = (failure?: Error) => {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      if (failure !== undefined) reject(failure);
      latencies.sort((a, b) => a - b);
      const elapsed = (performance.now() - begun) / 1000;
      const p99Ms = latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
      resolve({ sent, requestsPerSecond: latencies.length / elapsed, p99Ms });
    };
    const sockets = Array.from({ length: 32 }, () => {
      const socket = net.connect(server.port, "127.0.0.1", () => idle.push(socket));
      socket.setNoDelay(true);
      socket.on("error", end);
      // An answer is small enough to come in one piece.
      socket.on("data", (chunk) => {
        if (!chunk.subarray(0, 12).equals(OK)) {
          end(new Error(`${server.name}: ${chunk.toString().split("\r\n")[0] ?? ""}`));
        }
        latencies.push(performance.now() - (dueAt.get(socket) ?? 0));
        idle.push(socket);
        if (latencies.length >= total) end();
        else fire();
      });
      return socket;
    });
  });
}

const OK = Buffer.from("HTTP/1.1 200");
