import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { loadJobConfig } from "../../apps/jobs/config";
import { makeKeys } from "../../apps/recovery/age";
import { readCatalog } from "../../apps/recovery/catalog";
import type { DrillReport } from "../../apps/recovery/drill/report";
import { objectKey } from "../../apps/recovery/format";
import { S3Store } from "../../apps/recovery/s3-store";
import { TrackingReader } from "../../apps/recovery/tracking-reader";
import { ObjectStore } from "../../lib/object-store/client";
import { flip } from "./damage";
import { noteOutcome } from "./outcomes";
import { Platform } from "./platform";
import { ARTIFACT_ROOT, ENVIRONMENT, type Ended, Pods } from "./pod";
import { promoted } from "./promoted";
import { CONFIG, writeRuns, type Written } from "./runs";
import { VersityGw } from "./versitygw";

const RUNS = 40;
const BYTES = 200_000;
const STORE = "s3://backups/prod";

const program = inject("versityGw");
const skip =
  [inject("noPostgres"), inject("noPython")].find((reason) => reason !== "") ??
  (program === "" ? "there is no S3-compatible store" : "");

describe.skipIf(skip !== "")("the pods of recovery", () => {
  let folder: string;
  let gateway: VersityGw;
  let platform: Platform;
  let pods: Pods;
  let objects: ObjectStore;
  let cloudwatch: Server;
  /** What CloudWatch was sent, oldest first. */
  const metrics: Record<string, number>[] = [];
  const written: Written[] = [];
  const outcome = (fault: string, found: string) => {
    noteOutcome(inject("outcomes"), fault, found);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "towpath-pod-test-"));
    gateway = await VersityGw.start(program, folder, ["artifacts", "backups", "reports"]);
    objects = new ObjectStore({ env: gateway.env });
    platform = await Platform.start();
    cloudwatch = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        metrics.push(metricsIn(body));
        response.end();
      });
    });
    await new Promise<void>((done) => cloudwatch.listen(0, "127.0.0.1", done));
    const keys = await makeKeys();
    writeFileSync(join(folder, "identity"), `${keys.identity}\n`);
    pods = new Pods(platform, objects, {
      ...gateway.env,
      BACKUP_STORE: STORE,
      BACKUP_RECIPIENT: keys.recipient,
      IDENTITY_FILE: join(folder, "identity"),
      REPORTS: "s3://reports/drills",
      CLOUDWATCH_NAMESPACE: "Towpath/recovery",
      AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${(cloudwatch.address() as AddressInfo).port}/`,
    });
    await platform.postgres.client("createdb", ["mlflow_auth"]);
    const users = "CREATE TABLE users (name text); INSERT INTO users VALUES ('admin')";
    await platform.postgres.client("psql", ["-d", "mlflow_auth", "-c", users]);
    const env = { ...gateway.env, ARTIFACT_ROOT };
    const client = new TrackingReader({ uri: platform.uri, env });
    const { config } = loadJobConfig(CONFIG, process.cwd());
    await client.experimentId(config.artifact_name, `${ARTIFACT_ROOT}/teams/support`);
    await writeRuns(client, RUNS, BYTES, (run) => written.push(run));
    writeFileSync(join(pods.records, "support-triage.yaml"), promoted(written, ENVIRONMENT));
  });
  afterAll(async () => {
    pods.close();
    await platform.close();
    await gateway.close();
    cloudwatch.close();
    rmSync(folder, { recursive: true });
  });

  const store = (place = STORE) => new S3Store(place, objects);
  const last = ({ lines }: Ended, key: string) =>
    lines.find((line) => key in line)?.[key] as Record<string, unknown>;

  it("a drill without a backup fails, and says so", async () => {
    const { code, report } = await pods.drill();
    expect(code).toBe(1);
    expect(report.passed).toBe(false);
    expect(report.reasons.join()).toMatch(/found no backup.*expected one/);
    expect(metrics.at(-1)).toMatchObject({ DrillPassed: 0 });
    expect(metrics.at(-1)?.DrillAgeHours).toBeGreaterThan(400_000);
    outcome("drill job: no backup", "failed report that says so, exit 1");
  });

  it("a backup takes everything once, and then what is new", async () => {
    const first = await pods.backUp();
    expect(first.code, first.text).toBe(0);
    // Of each run the artifact's three files and its job config; and one record.
    expect(last(first, "backup")).toMatchObject({ files: 4 * RUNS + 1 });
    expect(last(first, "backup").plain_bytes).toBeGreaterThan(RUNS * BYTES);
    expect(metrics.at(-1)?.BackupAgeHours).toBeLessThan(0.1);
    const second = await pods.backUp();
    expect(last(second, "backup").added_bytes).toBeLessThan(1_000_000);
    // What lies in the open names no model, no run and no person.
    for (const { key } of await objects.list("s3://backups")) {
      if (!key.endsWith(".json")) continue;
      const text = Buffer.from(await objects.get(`s3://backups/${key}`)).toString("utf8");
      expect(text).not.toMatch(/support|triage|admin/);
      expect(text).not.toContain(written[0]?.runId);
    }
  });

  it("a backup of half a dump is refused, and its age goes on growing", async () => {
    const before = (await readCatalog(store())).backups.length;
    const work = await pods.dump();
    truncateSync(join(work, "tracking.dump"), 20);
    const { code, text } = await pods.container("backup", work);
    expect(code).toBe(2);
    expect(text).toContain("tracking.dump: found a file that was cut");
    expect((await readCatalog(store())).backups).toHaveLength(before);
    expect(metrics.at(-1)).toHaveProperty("BackupAgeHours");
    outcome("backup job: half a dump", "refused, no backup is made");
  });

  it("a wrong key is refused", async () => {
    const other = await makeKeys();
    const file = join(folder, "other-identity");
    writeFileSync(file, `${other.identity}\n`);
    const { code, report, text } = await pods.drill({ IDENTITY_FILE: file });
    expect(code).toBe(1);
    expect(report.reasons.join()).toContain(`the key here is that of ${other.recipient}`);
    expect(text + JSON.stringify(report)).not.toContain(other.identity);
    outcome("drill job: wrong key", "failed report that names the key, exit 1");
  });

  it("a flipped bit and a cut object in the store are refused", async () => {
    const { manifest } = (await readCatalog(store())).backups.at(-1) ?? {};
    const largest = [...(manifest?.objects ?? [])].sort((a, b) => b.bytes - a.bytes)[0];
    const file = gateway.fileOf("backups", `prod/${objectKey(largest?.name ?? "")}`);
    const bytes = readFileSync(file);
    flip(file);
    const flipped = await pods.drill();
    expect(flipped.code).toBe(1);
    expect(flipped.report.reasons.join()).toMatch(/\((artifact teams\S+|database)\): cannot be/);
    outcome("drill job: bit-flipped object", "failed report that names the artifact, exit 1");
    writeFileSync(file, bytes.subarray(0, 1000));
    const cut = await pods.drill();
    expect(cut.code).toBe(1);
    expect(cut.report.reasons.join()).toContain("is not whole");
    writeFileSync(file, bytes);
    outcome("drill job: object cut", "failed report that names the object, exit 1");
  });

  it("an artifact that was gone before the backup is missing by name", async () => {
    const [lost] = written.slice(-1);
    const weights = `${lost?.uri ?? ""}/weights.bin`;
    const bytes = await objects.get(weights);
    await objects.remove(weights);
    const elsewhere = { BACKUP_STORE: "s3://backups/lacking" };
    expect((await pods.backUp(elsewhere)).code).toBe(0);
    await objects.put(weights, bytes);
    const { code, report } = await pods.drill(elsewhere);
    expect(code).toBe(1);
    expect(report.consistency?.missing).toContainEqual({
      name: `promotion record support-triage, ${ENVIRONMENT}, current (${lost?.modelVersion ?? ""})`,
      problem: `${weights}: missing`,
    });
    outcome("drill job: an artifact is missing", "failed report that names its record, exit 1");
  });

  it("a person verifies what is live in the environment, in S3 as in the database", async () => {
    const found = await platform.cli.run(["drill", "verify", "--env", ENVIRONMENT, "--json"], {
      ...gateway.env,
      MLFLOW_TRACKING_URI: platform.uri,
      TOWPATH_ARTIFACTS: ARTIFACT_ROOT,
    });
    expect(found.code, found.stderr + found.stdout).toBe(0);
    // The committed records of the environment are baselines: no run made them.
    expect(JSON.parse(found.stdout)).toMatchObject({
      model_versions: RUNS,
      records: 0,
      files: 3 * RUNS,
      missing: [],
      orphans: [],
    });
    const [lost] = written;
    const weights = `${lost?.uri ?? ""}/weights.bin`;
    const bytes = await objects.get(weights);
    await objects.remove(weights);
    const args = ["drill", "verify", "--env", ENVIRONMENT, "--json"];
    const lacking = await platform.cli.run(args, {
      ...gateway.env,
      MLFLOW_TRACKING_URI: platform.uri,
    });
    await objects.put(weights, bytes);
    expect(lacking.code).toBe(1);
    expect(lacking.stdout).toContain(`${weights}: missing`);
  });

  it("a person's drill compares with the live database only where it is named", async () => {
    const late = await platform.client.createRun({ experimentId: "0", runName: "late" });
    await platform.client.updateRun(late.runId, "FINISHED");
    const args = ["drill", "restore", "--env", ENVIRONMENT, "--from", STORE, "--json"];
    const ran = await platform.cli.run(args, {
      ...gateway.env,
      TOWPATH_BACKUP_IDENTITY_FILE: join(folder, "identity"),
      MLFLOW_TRACKING_URI: platform.uri,
    });
    expect(ran.code, ran.stderr + ran.stdout).toBe(0);
    const report = JSON.parse(ran.stdout) as DrillReport;
    expect(report.rpo.lost_runs).toEqual([`${late.runId} (late)`]);
    expect(report.kept).toBeNull();
  });

  it("everything is lost, and a drill proves that it comes back", async () => {
    expect((await pods.backUp()).code).toBe(0);
    await platform.stopMlflow();
    await platform.postgres.lose();
    rmSync(gateway.fileOf("artifacts", "mlflow"), { recursive: true });
    const { code, report, text } = await pods.drill();
    expect(code, text).toBe(0);
    expect(report).toMatchObject({ passed: true, environment: ENVIRONMENT, run_by: "drill-job" });
    expect(report.consistency).toMatchObject({ missing: [], orphans: [], unfinished: [] });
    expect(report.consistency).toMatchObject({ model_versions: RUNS, records: 2 });
    expect(report.predictions).toEqual([
      { service: "support-triage", model_version: written.at(-1)?.modelVersion },
    ]);
    expect(metrics.at(-1)).toMatchObject({ DrillPassed: 1 });
    expect(metrics.at(-1)?.DrillAgeHours).toBeLessThan(0.1);
    outcome(
      "drill job: database and artifacts in S3 lost",
      `0 of ${RUNS} missing, at most ${report.rpo.at_most_seconds} s of work lost, back in ${report.rto.seconds ?? "?"} s`,
    );
  });

  it("a person restores the environment's backup on another machine", async () => {
    const env = { ...gateway.env, TOWPATH_BACKUP_IDENTITY_FILE: join(folder, "identity") };
    const of = ["--env", ENVIRONMENT, "--from", STORE];
    const listed = await platform.cli.run(["backup", "list", ...of, "--json"], env);
    expect(listed.code, listed.stderr).toBe(0);
    const { backups } = JSON.parse(listed.stdout) as { backups: { id: string }[] };
    const ran = await platform.cli.run(["drill", "restore", ...of, "--keep", "--json"], env);
    expect(ran.code, ran.stderr + ran.stdout).toBe(0);
    const report = JSON.parse(ran.stdout) as DrillReport & { page: string };
    expect(report).toMatchObject({ passed: true, environment: ENVIRONMENT });
    expect(report.backup).toMatchObject({ store: STORE, id: backups.at(-1)?.id });
    expect(report.consistency).toMatchObject({ missing: [], orphans: [], model_versions: RUNS });
    expect(report.consistency).toMatchObject({ records: 2 });
    expect(report.predictions).toEqual([
      { service: "support-triage", model_version: written.at(-1)?.modelVersion },
    ]);
    // Nobody said where the live database is: nothing was compared with another one by mistake.
    expect(report.rpo.lost_runs).toBeNull();
    expect(report.page).toMatch(
      new RegExp(`^${platform.cli.state}/drills/.*-${ENVIRONMENT}\\.md$`),
    );
    const kept = report.kept ?? "";
    const weights = (written[0]?.uri ?? "").slice(ARTIFACT_ROOT.length);
    expect(statSync(join(kept, "mlflow/artifacts", weights, "weights.bin")).size).toBe(BYTES);
    expect(existsSync(join(kept, "mlflow_auth.dump"))).toBe(true);
    const other = join(folder, "other-identity");
    const refused = await platform.cli.run(["drill", "restore", ...of, "--json"], {
      ...env,
      TOWPATH_BACKUP_IDENTITY_FILE: other,
    });
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("the key here is that of");
    outcome(
      "drill of prod on a person's machine, all lost",
      `0 of ${RUNS} missing, back in ${report.rto.seconds ?? "?"} s; refused with another key`,
    );
  });
});

/** Name → value of what PutMetricData was sent. */
function metricsIn(body: string): Record<string, number> {
  const form = new URLSearchParams(body);
  const names = [...form].filter(([key]) => key.endsWith(".MetricName"));
  return Object.fromEntries(
    names.map(([key, name]) => [name, Number(form.get(key.replace(/MetricName$/, "Value")))]),
  );
}
