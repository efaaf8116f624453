import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { loadJobConfig } from "../../apps/jobs/config";
import { readCatalog } from "../../apps/recovery/catalog";
import type { DrillReport } from "../../apps/recovery/drill/report";
import { FolderStore } from "../../apps/recovery/store";
import { TrackingReader } from "../../apps/recovery/tracking-reader";
import { ObjectStore } from "../../lib/object-store/client";
import { isSignedWith } from "../../lib/signed-json";
import { publicKeyOf, readSigningKey } from "../../lib/signing-key";
import { noteOutcome } from "./outcomes";
import { whyNoContainers } from "./pod-machine";
import { promoted } from "./promoted";
import type { PodEnded } from "./rendered-pod";
import { RenderedWorld, STACK } from "./rendered-world";
import { CONFIG, writeRuns, type Written } from "./runs";

const RUNS = 4;
const BYTES = 200_000;
const ARTIFACT_ROOT = "s3://artifacts/mlflow";

const SECRETS = ["backup-database", "backup-identity", "backup-store-keys", "drill-signing-key"];

const program = inject("versityGw");
const noContainers = whyNoContainers();
const skip =
  [inject("noPostgres"), inject("noPython")].find((reason) => reason !== "") ??
  (program === "" ? "there is no S3-compatible store" : noContainers);
if (noContainers !== undefined) {
  console.warn(`Pods of recovery as they are rendered are skipped: ${noContainers}`);
}

describe.skipIf(skip !== undefined)("the pods of recovery as they are rendered", () => {
  let world: RenderedWorld;
  let objects: ObjectStore;
  const written: Written[] = [];
  const outcome = (fault: string, found: string) => {
    noteOutcome(inject("outcomes"), fault, found);
  };
  const backups = async () =>
    (await readCatalog(new FolderStore(world.claim("backups")), STACK)).backups;

  beforeAll(async () => {
    world = await RenderedWorld.start(program);
    const env = { ...world.gateway.env };
    objects = new ObjectStore({ env });
    const uri = await world.startTracking();
    const client = new TrackingReader({ uri, env: { ...env, ARTIFACT_ROOT } });
    const { config } = loadJobConfig(CONFIG, process.cwd());
    await client.experimentId(config.artifact_name, `${ARTIFACT_ROOT}/teams/support`);
    await writeRuns(client, RUNS, BYTES, (run) => written.push(run));
    world.records = promoted(written, STACK);
  });
  afterAll(() => world.close());

  it("a backup takes everything, as a user that may only read", async () => {
    const pod = await world.cronJob("backup");
    expect(pod.code, said(pod)).toBe(0);
    expect(await backups()).toHaveLength(1);
    expectNoSecretIn(pod);
  });

  it("a backup without a database says so, and makes none", async () => {
    await world.loseLive();
    const pod = await world.cronJob("backup");
    expect(pod.code, said(pod)).toBe(1);
    expect(pod.logs.backup).toContain("pg_dump failed");
    expect(pod.logs.dump).toMatch(/connection to server at "postgres\.data\.svc/);
    expect(await backups()).toHaveLength(1);
    expectNoSecretIn(pod);
    outcome(
      "rendered backup pod: no database",
      "exit 1 that names pg_dump and its log, no backup is made",
    );
  });

  it("a drill passes while all live data is away, and its report is signed by the stack", async () => {
    const pod = await world.cronJob("drill");
    expect(pod.code, said(pod)).toBe(0);
    expect(pod.killed).toEqual([]);
    const report = await reported(pod);
    expect(report).toMatchObject({ passed: true, environment: STACK, run_by: "drill-local" });
    expect(report.consistency).toMatchObject({ missing: [], model_versions: RUNS, records: 2 });
    expect(report.predictions).toEqual([
      { service: "support-triage", model_version: written.at(-1)?.modelVersion },
    ]);
    expect(report.signature).toMatchObject({ by: "drill-local", role: "platform-owner" });
    expect(isSignedWith(report, [signer()])).toBe(true);
    expect(isSignedWith({ ...report, passed: false } as DrillReport, [signer()])).toBe(false);
    expectNoSecretIn(pod);
    outcome(
      "rendered drill pod: live data is away",
      `0 of ${RUNS} missing, report signed by drill-local, back in ${report.rto.seconds ?? "?"} s`,
    );
  });

  it("a drill whose PostgreSQL cannot restore fails, in the words of that container", async () => {
    await world.bringLiveBack();
    // A dump has no roles: what names one is not restored where there is none.
    await world.auth("CREATE POLICY audited ON users TO backup USING (true)");
    const backup = await world.cronJob("backup");
    expect(backup.code, said(backup)).toBe(0);
    const pod = await world.cronJob("drill");
    expect(pod.code, said(pod)).toBe(1);
    expect(pod.killed).toEqual([]);
    expect(pod.logs.postgres).toContain('role "backup" does not exist');
    const report = await reported(pod);
    expect(report.passed).toBe(false);
    expect(report.reasons.join()).toContain("pg_restore of auth.dump failed");
    expect(isSignedWith(report, [signer()])).toBe(true);
    outcome(
      "rendered drill pod: dump that names a role",
      "signed report that names the dump and the container's log, exit 1",
    );
  });

  /** The public key of what the Secret holds. */
  function signer(): string {
    const seed = world.secret("drill-signing-key").seed ?? Buffer.of();
    return publicKeyOf(readSigningKey(seed, "the Secret"));
  }

  function expectNoSecretIn(pod: PodEnded): void {
    const printed = said(pod);
    for (const name of SECRETS) {
      for (const [key, content] of Object.entries(world.secret(name))) {
        // The store's account has a name that is no secret.
        if (key === "access-key-id") continue;
        expect(printed.includes(content.toString("utf8").trim()), `${name}, ${key}`).toBe(false);
      }
    }
  }

  /** The report that a drill's last container names. */
  async function reported({ logs }: PodEnded): Promise<DrillReport> {
    const { drill } = linesOf(logs.prove).find((line) => "drill" in line) ?? {};
    const page = (drill as { report?: string | null } | undefined)?.report ?? "";
    const json = await objects.get(page.replace(/\.md$/, ".json"));
    return JSON.parse(Buffer.from(json).toString("utf8")) as DrillReport;
  }
});

const said = ({ logs }: PodEnded) => JSON.stringify(logs, null, 2).replaceAll("\\n", "\n");

function linesOf(log = ""): Record<string, unknown>[] {
  const lines = log.trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
