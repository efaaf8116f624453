import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { RefusedError } from "../../../lib/errors";
import { withLock } from "./lock";

const folder = mkdtempSync(join(tmpdir(), "towpath-lock-"));
const path = join(folder, "a.lock");
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A process id that nobody has any more. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((ended) => child.once("exit", ended));
  return child.pid ?? 0;
}

describe("withLock", () => {
  it("lets one in at a time and leaves nothing behind, also after a failure", async () => {
    let inside = 0;
    const order: number[] = [];
    const one = (n: number) =>
      withLock(path, async () => {
        expect(++inside).toBe(1);
        await sleep(5);
        inside--;
        order.push(n);
        if (n === 2) throw new Error("two fails");
      });
    const results = await Promise.allSettled([1, 2, 3, 4].map(one));
    expect(results.map(({ status }) => status).sort()).toEqual([
      ...["fulfilled", "fulfilled", "fulfilled"],
      "rejected",
    ]);
    expect(order.sort()).toEqual([1, 2, 3, 4]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["a dead holder", async () => ({ pid: await deadPid(), command: "node gone", token: "t" })],
    // The id lives, under another program.
    ["a reused id", () => Promise.resolve({ pid: process.pid, command: "other", token: "t" })],
    ["half a file", () => Promise.resolve(undefined)],
  ])("takes over from %s", async (_case, holder) => {
    const content = JSON.stringify(await holder()) as string | undefined;
    writeFileSync(path, content ?? '{"pid": 1');
    expect(await withLock(path, () => Promise.resolve("in"))).toBe("in");
    expect(existsSync(path)).toBe(false);
  });

  it("says who holds it, once, and ends its patience", async () => {
    const waits: number[] = [];
    await withLock(path, async () => {
      const second = withLock(path, () => Promise.resolve(), {
        patienceMs: 1,
        onWait: (pid) => waits.push(pid),
      });
      await expect(second).rejects.toThrow(RefusedError);
      expect(existsSync(path)).toBe(true);
    });
    expect(waits).toEqual([process.pid]);
  });
});
