import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { drillReport, TEST_KEY, TEST_SIGNER } from "../../../components/config/testing-drills";
import { isSignedWith } from "../../../lib/signed-json";
import { publicKeyOf } from "../../../lib/signing-key";
import { type KeyPair, makeKeys } from "../age";
import { makeBackup } from "../back-up";
import type { DrillReport } from "../drill/report";
import { folderReports, lastPassed } from "../drill/report-place";
import { folderSource } from "../source";
import { FolderStore } from "../store";
import { hoursSince } from "./ages";
import { handoverPlaces, readOutcome } from "./handover";
import { main } from "./main";

/* The whole way with real servers is tests/recovery/pod.recovery.ts. */

let keys: KeyPair;
let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  keys = await makeKeys();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath-drill-job-"));
  for (const name of ["work", "data"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "identity"), `${keys.identity}\n`);
  writeFileSync(join(folder, "data", "dump"), "a dump");
  env = {
    ENVIRONMENT: "prod",
    WORK: join(folder, "work"),
    BACKUP_STORE: join(folder, "backups"),
    IDENTITY_FILE: join(folder, "identity"),
    REPORTS: join(folder, "reports"),
    ARTIFACT_ROOT: "s3://artifacts/mlflow",
    MLFLOW_TRACKING_URI: "http://127.0.0.1:9",
    RUN_BY: "drill-job",
  };
  const output = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  return () => {
    output.mockRestore();
    rmSync(folder, { recursive: true });
  };
});

async function backUp(at: string, kind: "postgresql" | "sqlite" = "postgresql") {
  const dump = (file: string) => {
    copyFileSync(join(folder, "data", "dump"), file);
    return Promise.resolve({ version: "15.18", tools: {} });
  };
  const source = { kind, dump };
  return makeBackup({
    estate: {
      environment: "prod",
      database: source,
      ...(kind === "postgresql" ? { auth: source } : {}),
      artifacts: folderSource(join(folder, "data", "artifacts")),
      records: folderSource(join(folder, "data", "records")),
    },
    store: new FolderStore(join(folder, "backups")),
    recipient: keys.recipient,
    tools: {},
    now: () => new Date(at),
  });
}

function reports(): DrillReport[] {
  const place = join(folder, "reports");
  return readdirSync(place)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(place, name), "utf8")) as DrillReport);
}

describe("a restore in a pod", () => {
  it("hands over what it restored, and clears away what a killed one left", async () => {
    const { id } = await backUp("2026-11-20T03:00:00Z");
    await backUp("2026-11-21T03:00:00Z");
    const places = handoverPlaces(env.WORK ?? "");
    mkdirSync(places.folder);
    writeFileSync(places.database, "half");
    writeFileSync(places.failed, "");
    expect(await main(["restore"], { ...env, AT: "2026-11-20T12:00:00Z" })).toBe(0);
    expect(readFileSync(places.database, "utf8")).toBe("a dump");
    expect(readFileSync(places.auth, "utf8")).toBe("a dump");
    expect(existsSync(places.failed)).toBe(false);
    expect(readOutcome(env.WORK ?? "")).toMatchObject({
      failure: null,
      asked: true,
      at: "2026-11-20T12:00:00.000Z",
      backup: { id, database: "postgresql 15.18" },
    });
  });

  it("ends well when it was refused, and says why for the report", async () => {
    await backUp("2026-11-20T03:00:00Z", "sqlite");
    expect(await main(["restore"], env)).toBe(0);
    const places = handoverPlaces(env.WORK ?? "");
    expect(readFileSync(places.failed, "utf8")).toContain("no database of MLflow's users");
    expect(await main(["prove"], env)).toBe(1);
    const [report] = reports();
    expect(report).toMatchObject({ passed: false, run_by: "drill-job", environment: "prod" });
    expect(report?.reasons.join()).toContain("no database of MLflow's users");
    expect(report?.rpo.met).toBe(false);
    const pages = readdirSync(join(folder, "reports")).filter((name) => name.endsWith(".md"));
    expect(readFileSync(join(folder, "reports", pages[0] ?? ""), "utf8")).toContain("**failed**");
  });
});

describe("a proof in a pod", () => {
  it("fails with a report when nothing was handed over, or MLflow does not answer", async () => {
    expect(await main(["prove"], env)).toBe(1);
    expect(reports()[0]?.reasons.join()).toContain("expected what the restore came to");
    await backUp("2026-11-21T03:00:00Z");
    expect(await main(["restore"], { ...env, AT: "2026-11-21T04:00:00Z" })).toBe(0);
    rmSync(join(folder, "reports"), { recursive: true });
    expect(await main(["prove"], env)).toBe(1);
    expect(reports()[0]?.passed).toBe(false);
    expect(reports()[0]?.reasons.join()).toContain("127.0.0.1:9");
  });

  it("is no proof when its report cannot be written", async () => {
    writeFileSync(join(folder, "reports"), "not a folder");
    expect(await main(["prove"], env)).toBe(1);
  });

  describe("whose report is to be signed", () => {
    /** A tracking server without runs: a restore of nothing, of which nothing is missing. */
    let tracking: Server;
    beforeEach(async () => {
      tracking = createServer((_request, response) => response.end("{}"));
      await new Promise<void>((done) => tracking.listen(0, "127.0.0.1", done));
      const { port } = tracking.address() as AddressInfo;
      const file = join(folder, "seed");
      writeFileSync(file, Buffer.alloc(32, 7).toString("base64"));
      Object.assign(env, { SIGNING_KEY_FILE: file, SIGNING_ROLE: TEST_SIGNER.role });
      env.MLFLOW_TRACKING_URI = `http://127.0.0.1:${port}`;
      await backUp("2026-11-21T03:00:00Z");
      expect(await main(["restore"], { ...env, AT: "2026-11-21T04:00:00Z" })).toBe(0);
      return () => tracking.close();
    });

    it("signs it with the key in its file", async () => {
      expect(await main(["prove"], env)).toBe(0);
      const [report] = reports();
      expect(report?.passed).toBe(true);
      expect(report?.signature).toMatchObject(TEST_SIGNER);
      expect(isSignedWith(report ?? {}, [publicKeyOf(TEST_KEY)])).toBe(true);
    });

    it("ends as failed when it cannot, with what was found out in the report", async () => {
      writeFileSync(env.SIGNING_KEY_FILE ?? "", "no key");
      expect(await main(["prove"], env)).toBe(1);
      const [report] = reports();
      expect(report?.passed).toBe(true);
      expect(report).not.toHaveProperty("signature");
    });
  });

  it("refuses a command and settings that it does not know", async () => {
    expect(await main(["drill"], env)).toBe(2);
    expect(await main(["toString"], env)).toBe(2);
    expect(await main(["prove"], { ...env, RUN_BY: "" })).toBe(2);
  });
});

describe("the age of a drill", () => {
  it("is that of the newest one of the environment that passed", async () => {
    const place = folderReports(join(folder, "reports"));
    const report = (environment: string, passed: boolean, day: number) =>
      place.put(
        `2026-11-${day}T03-00-00Z-${environment}.json`,
        JSON.stringify(
          drillReport({ environment, passed, finished_at: `2026-11-${day}T03:01:00Z` }),
        ),
      );
    expect(await lastPassed(place, "prod")).toBeUndefined();
    await report("prod", true, 10);
    await report("prod", true, 14);
    await report("prod", false, 21);
    await report("not-prod", true, 22);
    await place.put("2026-11-23T03-00-00Z-prod.json", "{ cut");
    expect(await lastPassed(place, "prod")).toEqual(new Date("2026-11-14T03:01:00Z"));
  });

  it("is measured in hours, and never is older than anything", () => {
    const now = new Date("2026-11-21T12:00:00Z");
    expect(hoursSince(new Date("2026-11-21T10:30:00Z"), now)).toBe(1.5);
    // The clock of another machine.
    expect(hoursSince(new Date("2026-11-21T12:00:05Z"), now)).toBe(0);
    expect(hoursSince(undefined, now)).toBeGreaterThan(400_000);
  });
});
