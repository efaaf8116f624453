import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test, vi } from "vitest";
import { whileLocked } from "./build-lock";

const folder = mkdtempSync(join(tmpdir(), "towpath-lock-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("of two at once the second waits, says for whom, and then works", async () => {
  const file = join(folder, "sub", "two.lock");
  const events: string[] = [];
  const onProgress = vi.fn();
  const work = (name: string) => async () => {
    events.push(`${name} starts`);
    await sleep(50);
    events.push(`${name} ends`);
  };
  const first = whileLocked(file, onProgress, work("first"));
  await Promise.all([first, whileLocked(file, onProgress, work("second"))]);
  expect(events).toEqual(["first starts", "first ends", "second starts", "second ends"]);
  expect(onProgress).toHaveBeenCalledWith(
    `waiting for process ${process.pid}, which builds the same`,
  );
  expect(existsSync(file)).toBe(false);
});

test("a lock goes with work that fails", async () => {
  const file = join(folder, "failing.lock");
  const failing = () => Promise.reject(new Error("no"));
  await expect(whileLocked(file, vi.fn(), failing)).rejects.toThrow("no");
  expect(existsSync(file)).toBe(false);
});

test("a lock of a process that is gone is taken over, and so is one that names nobody", async () => {
  const gone = execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" });
  const dead = join(folder, "dead.lock");
  writeFileSync(dead, gone.trim());
  expect(await whileLocked(dead, vi.fn(), () => Promise.resolve("worked"))).toBe("worked");

  const unnamed = join(folder, "unnamed.lock");
  writeFileSync(unnamed, "");
  const aMinuteAgo = new Date(Date.now() - 60_000);
  utimesSync(unnamed, aMinuteAgo, aMinuteAgo);
  expect(await whileLocked(unnamed, vi.fn(), () => Promise.resolve("worked"))).toBe("worked");
});
