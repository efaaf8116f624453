import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildSync } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { commandOf } from "../../apps/cli/processes";

const folder = mkdtempSync(join(tmpdir(), "towpath-watchdog-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("a process that is killed takes its programs and its folder with it", async () => {
  const script = join(folder, "owner.js");
  buildSync({
    stdin: { contents: OWNER, resolveDir: __dirname, loader: "ts" },
    bundle: true,
    platform: "node",
    outfile: script,
    logLevel: "error",
  });
  const owner = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(owner.stdout, "data")) as [Buffer];
  const { pid, place } = JSON.parse(line.toString()) as { pid: number; place: string };
  expect(commandOf(pid)).toBe("sleep 600");
  owner.kill("SIGKILL");
  await once(owner, "exit");
  const limit = Date.now() + 10_000;
  while ((commandOf(pid) !== undefined || existsSync(place)) && Date.now() < limit) await sleep(20);
  expect(commandOf(pid)).toBeUndefined();
  expect(existsSync(place)).toBe(false);
});

/** A test process in the middle of its work. */
const OWNER = `
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManagedProcess } from "./managed-process";
import { Watchdog } from "./watchdog";

const place = mkdtempSync(join(tmpdir(), "towpath-watched-"));
const one = new ManagedProcess("sleep", "sleep", ["600"], { logs: place, watchdog: new Watchdog(place) });
console.log(JSON.stringify({ pid: one.pid, place }));
setInterval(() => undefined, 1000);
`;
