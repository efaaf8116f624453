import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { beginningOf } from "../processes";
import { checkIsolated, DrillPlace } from "./place";

const folder = mkdtempSync(join(tmpdir(), "towpath-place-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("an isolated place", () => {
  const live = join(folder, "live");
  mkdirSync(join(live, "artifacts"), { recursive: true });
  symlinkSync(live, join(folder, "link"));

  it.each(["live", "live/artifacts", "live/artifacts/new/one", "link/artifacts"])(
    "is never %s",
    (path) => {
      expect(() => {
        checkIsolated(join(folder, path), [live]);
      }).toThrow("which is in use; expected another folder");
    },
  );

  it.each([".", "live-copy", "elsewhere/new", "live/../other"])("may be %s", (path) => {
    expect(() => {
      checkIsolated(join(folder, path), [live]);
    }).not.toThrow();
  });
});

describe("what a killed drill left", () => {
  it("is ended and removed, and a process that got its id later is not", async () => {
    const parent = join(folder, "drills");
    const place = DrillPlace.make(parent);
    const [ours, other] = [sleeper(), sleeper()];
    place.remember({ pid: ours.pid });
    place.remember({ pid: other.pid, socket: mkdtempSync(join(folder, "socket-")) });
    // The id of the second one belongs to another process by now.
    const journal = join(place.folder, "journal.json");
    const { processes, socket } = JSON.parse(readFileSync(journal, "utf8")) as {
      processes: { pid: number; began: string }[];
      socket: string;
    };
    expect(processes).toHaveLength(2);
    const [first, second] = processes;
    writeFileSync(
      journal,
      JSON.stringify({ socket, processes: [first, { ...second, began: "long ago" }] }),
    );
    const ended = new Promise((resolve) => ours.child.once("exit", resolve));
    expect(await DrillPlace.sweep(parent, process.env)).toBe(1);
    await ended;
    expect(existsSync(place.folder)).toBe(false);
    expect(existsSync(socket)).toBe(false);
    expect(beginningOf(other.pid)).toBe(second?.began);
    other.child.kill();
    expect(await DrillPlace.sweep(parent, process.env)).toBe(0);
  });

  it("is not what was to be kept", async () => {
    const parent = join(folder, "kept");
    const place = DrillPlace.make(parent);
    writeFileSync(join(place.folder, "data"), "x");
    await place.keep(process.env);
    expect(await DrillPlace.sweep(parent, process.env)).toBe(0);
    expect(readFileSync(join(place.keptAs, "data"), "utf8")).toBe("x");
  });

  it("may be a place with nothing in it, or none", async () => {
    const parent = join(folder, "empty");
    expect(await DrillPlace.sweep(parent, process.env)).toBe(0);
    DrillPlace.make(parent);
    expect(await DrillPlace.sweep(parent, process.env)).toBe(1);
  });
});

function sleeper() {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  return { child, pid: child.pid ?? 0 };
}
