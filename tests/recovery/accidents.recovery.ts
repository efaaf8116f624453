import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { DrillReport } from "../../apps/recovery/drill/report";
import { beginningOf } from "../../apps/cli/processes";
import { makeKeys } from "../../apps/recovery/age";
import { filesBelow } from "../../apps/recovery/files";
import { fillUp, flip, largestObjects } from "./damage";
import { noteOutcome } from "./outcomes";
import { Platform } from "./platform";
import { writeRuns, type Written } from "./runs";

/** Runs that are written while backups are made, and bytes of the artifact of each. */
const RUNS = Number(process.env.TOWPATH_TEST_RUNS ?? 200);
const BYTES = 300_000;

const noPostgres = inject("noPostgres");
const skip = [noPostgres, inject("noPython")].find((reason) => reason !== "") ?? "";
const root = process.getuid?.() === 0;

/** What `drill restore --json` prints. */
type Drill = DrillReport & { readonly page: string };

describe.skipIf(skip !== "")("accidents", () => {
  let platform: Platform;
  const written: Written[] = [];
  const outcome = (fault: string, found: string) => {
    noteOutcome(inject("outcomes"), fault, found);
  };

  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(async () => {
    await platform.close();
  });

  /** A copy of the backups, to be damaged. */
  function copyOfBackups(name: string): string {
    const copy = join(platform.scratch("copies"), name);
    cpSync(platform.backups, copy, { recursive: true });
    return copy;
  }

  /** Runs a drill that must refuse, and leave everything in use as it was. @returns why */
  async function refused(
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<string> {
    const before = await platform.fingerprint();
    const { code, stdout, stderr } = await platform.run(
      ["drill", "restore", "--json", ...args],
      env,
    );
    expect(code, stdout + stderr).toBeGreaterThan(0);
    expect(await platform.fingerprint()).toBe(before);
    expect(leftovers()).toEqual([]);
    // One that was refused before it began has no report.
    return stdout.includes('"reasons"') ? (JSON.parse(stdout) as Drill).reasons.join("\n") : stderr;
  }

  function leftovers(parent = join(platform.cli.state, "recovery")): string[] {
    return existsSync(parent)
      ? readdirSync(parent).filter((name) => name.startsWith("drill-"))
      : [];
  }

  it("backups are made while runs are written", async () => {
    const writers = writeRuns(platform.client, RUNS, BYTES, (run) => written.push(run));
    let backups = 0;
    while (written.length < RUNS) {
      await platform.json(["backup"]);
      backups += 1;
    }
    await writers;
    expect(backups).toBeGreaterThan(1);
    const listed = await platform.json<{ backups: unknown[] }>(["backup", "list"]);
    expect(listed.backups).toHaveLength(backups);
  });

  it("verify finds every version of the live platform, byte for byte", async () => {
    const found = await platform.json<NonNullable<Drill["consistency"]>>(["drill", "verify"]);
    expect(found).toMatchObject({ missing: [], orphans: [], unfinished: [], model_versions: RUNS });
    expect(found.bytes).toBeGreaterThan(RUNS * BYTES);
  });

  it("a backup that was cut is refused", async () => {
    const copy = copyOfBackups("cut");
    const [object = ""] = largestObjects(copy);
    truncateSync(object, 1000);
    const reason = await refused(["--from", copy]);
    expect(reason).toMatch(/is not whole:\nobjects\/\S+: found 1000 bytes; expected \d+ bytes/);
    outcome("backup truncated", "refused before anything was written, object named");
  });

  it("a backup with a flipped bit is refused", async () => {
    const copy = copyOfBackups("flipped");
    const [object = ""] = largestObjects(copy);
    flip(object);
    expect(await refused(["--from", copy])).toMatch(
      /\((artifact \S+|database)\): cannot be decrypted/,
    );
    outcome("object bit-flipped", "refused, object and artifact named");

    const manifests = copyOfBackups("flipped-manifest");
    const names = readdirSync(join(manifests, "manifests")).sort();
    flip(join(manifests, "manifests", names.at(-1) ?? ""));
    expect(await refused(["--from", manifests])).toMatch(/the file was cut or changed/);
    outcome("manifest bit-flipped", "refused, the backup before it named as a choice");
  });

  it("a wrong key is refused", async () => {
    const other = await makeKeys();
    const file = join(platform.cli.state, "other-key.txt");
    writeFileSync(file, `${other.identity}\n`, { mode: 0o600 });
    const reason = await refused([], { TOWPATH_BACKUP_IDENTITY_FILE: file });
    expect(reason).toContain(`the key here is that of ${other.recipient}`);
    expect(reason).not.toContain(other.identity);
    outcome("wrong key", "refused before anything was written");

    const beside = copyOfBackups("key-beside");
    cpSync(join(platform.cli.state, "keys", "backup.txt"), join(beside, "key.txt"));
    const among = { TOWPATH_BACKUP_IDENTITY_FILE: join(beside, "key.txt") };
    expect(await refused(["--from", beside], among)).toContain("lies among the backups");
    outcome("key stored beside the backups", "refused");
  });

  it.skipIf(!root)("a disk without room is refused, before and while it is written", async () => {
    const disk = platform.scratch("disk");
    const mount = (megabytes: number) =>
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0711`, "tmpfs", disk]);
    mount(64);
    try {
      expect(await refused(["--into", disk])).toMatch(/found \d+ MB of free disk; expected \d+ MB/);
      expect(leftovers(disk)).toEqual([]);
    } finally {
      execFileSync("umount", [disk]);
    }
    outcome("disk too small", "refused before anything was written");

    mount(1000);
    try {
      const before = await platform.fingerprint();
      const drill = platform.run(["drill", "restore", "--json", "--into", disk]);
      // Somebody else fills the disk as soon as the first artifacts are there.
      while (filesBelow(disk).length < 10) await sleep(1);
      fillUp(disk);
      const { code, stdout } = await drill;
      expect(code).toBe(1);
      expect((JSON.parse(stdout) as Drill).reasons.join()).toContain("the disk became full");
      expect(leftovers(disk)).toEqual([]);
      expect(await platform.fingerprint()).toBe(before);
    } finally {
      execFileSync("umount", [disk]);
    }
    outcome("disk full during the restore", "refused, its place cleared away");
  });

  it("a folder in use is refused", async () => {
    expect(await refused(["--into", join(platform.artifacts, "x")])).toContain("which is in use");
    outcome("restore over live data", "refused");
  });

  it("a drill that is killed leaves nothing that the next one does not clear", async () => {
    const before = await platform.fingerprint();
    const parent = join(platform.cli.state, "recovery");
    const killed = platform.begin(["drill", "restore"]);
    const record = () => join(parent, leftovers()[0] ?? "none", "mlflow", "server.json");
    while (!existsSync(record())) {
      expect(killed.exitCode).toBeNull();
      await sleep(20);
    }
    const place = join(parent, leftovers()[0] ?? "");
    const { pid } = JSON.parse(readFileSync(record(), "utf8")) as { pid: number };
    const [server = ""] = readFileSync(join(place, "postgresql", "postmaster.pid"), "utf8").split(
      "\n",
    );
    const { socket } = JSON.parse(readFileSync(join(place, "journal.json"), "utf8")) as {
      socket: string;
    };
    killed.kill("SIGKILL");
    await new Promise((resolve) => killed.once("exit", resolve));
    // Both are still there, as after a crash.
    expect([beginningOf(pid), beginningOf(Number(server))]).not.toContain(undefined);

    const next = await platform.json<Drill>(["drill", "restore"]);
    expect(next.passed).toBe(true);
    expect(leftovers()).toEqual([]);
    expect(existsSync(socket)).toBe(false);
    expect(beginningOf(pid)).toBeUndefined();
    expect(beginningOf(Number(server))).toBeUndefined();
    expect(await platform.fingerprint()).toBe(before);
    outcome("drill killed halfway", "the next one ends its servers, clears its place, and passes");
  });

  it("of two drills at once, one is refused", async () => {
    const before = await platform.fingerprint();
    const both = await Promise.all([1, 2].map(() => platform.run(["drill", "restore", "--json"])));
    expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
    const second = both.find(({ code }) => code === 1);
    expect(second?.stderr).toMatch(/drill\.lock: held by process \d+/);
    expect(leftovers()).toEqual([]);
    expect(await platform.fingerprint()).toBe(before);
    outcome("two drills at once", "one passes, the other is refused");
  });

  it("a bad migration is undone by the moment before it", async () => {
    const good = new Date();
    await sleep(1100);
    await platform.postgres.sql("UPDATE model_versions SET run_id = 'f' || substr(run_id, 2)");
    await platform.postgres.sql("ALTER TABLE tags RENAME TO tags_v2");
    await platform.json(["backup"]);
    const reason = await refused([]);
    expect(reason).toMatch(/HTTP 500|of what was promised are missing/);
    const before = await platform.fingerprint();
    const drill = await platform.json<Drill>(["drill", "restore", "--at", good.toISOString()]);
    expect(drill.passed).toBe(true);
    expect(drill.consistency?.missing).toEqual([]);
    expect(Date.parse(drill.backup?.consistent_at ?? "")).toBeLessThanOrEqual(good.getTime());
    expect(await platform.fingerprint()).toBe(before);
    await platform.postgres.sql("ALTER TABLE tags_v2 RENAME TO tags");
    await platform.postgres.sql(
      "UPDATE model_versions SET run_id = (SELECT run_uuid FROM runs WHERE substr(run_uuid, 2) = substr(model_versions.run_id, 2))",
    );
    outcome("bad migration", "refused now, restored whole with --at the moment before");
  });

  it("the database and a third of the artifacts are lost, and come back", async () => {
    await platform.json(["backup"]);
    await platform.stopMlflow();
    await platform.postgres.lose();
    const folders = readdirSync(join(platform.artifacts, "1"));
    const lost = folders.filter((_, place) => place % 3 === 0);
    for (const name of lost) rmSync(join(platform.artifacts, "1", name), { recursive: true });
    expect(lost.length).toBeGreaterThan(RUNS / 4);

    const before = await platform.fingerprint();
    const drill = await platform.json<Drill>(["drill", "restore"]);
    expect(await platform.fingerprint()).toBe(before);
    expect(drill.passed).toBe(true);
    expect(drill.consistency).toMatchObject({ missing: [], orphans: [], model_versions: RUNS });
    expect(drill.rpo).toMatchObject({ met: true, lost_runs: null });
    expect(drill.predictions).toHaveLength(1);
    outcome(
      "database and a third of the artifacts lost",
      `0 of ${RUNS} missing, at most ${drill.rpo.at_most_seconds} s of work lost, back in ${drill.rto.seconds ?? "?"} s`,
    );
  });

  it("every backup made while runs were written has all that was finished before it", async () => {
    const { backups } = await platform.json<{ backups: { id: string; consistent_at: string }[] }>([
      "backup",
      "list",
    ]);
    // The first, one from the middle of the writing, and the last of them.
    const during = backups.slice(0, -2);
    const chosen = [0, Math.floor(during.length / 2), during.length - 1];
    for (const backup of new Set(chosen.map((place) => during[place]))) {
      if (backup === undefined) continue;
      const args = ["drill", "restore", "--at", backup.consistent_at];
      const drill = await platform.json<Drill>(args);
      const finished = written.filter((run) => run.finishedAt < Date.parse(backup.consistent_at));
      const found =
        (drill.consistency?.model_versions ?? 0) - (drill.consistency?.unfinished.length ?? 0);
      expect(drill.consistency?.missing).toEqual([]);
      expect(found).toBeGreaterThanOrEqual(finished.length);
      outcome(
        `database lost while run ${finished.length} of ${RUNS} was written`,
        `${found} finished versions back, 0 missing`,
      );
    }
  });
});
