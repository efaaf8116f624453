import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bucketPolicy, ROOT_USER, type StoreUsers } from "../data/store-grants";
import { SETUP_SCRIPT } from "../data/store-setup-script";
import { startGateway } from "../data/testing-gateway";
import { GC_SCRIPT } from "./gc-script";

/*
 * The script as it runs in a cluster: a database, artifacts in the real store, and the one user that may
 * delete. VERSITYGW names the store (data/store-setup-script.test.ts), PYTHON a Python with mlflow and
 * boto3; PYTHONPATH is passed on.
 */
const GATEWAY = process.env.VERSITYGW ?? "versitygw";
const PYTHON = process.env.PYTHON ?? "python3";
const runs = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const missing = [
  ...(runs(GATEWAY, "--version") ? [] : ["versitygw"]),
  ...(runs(PYTHON, "-c", "import boto3, importlib.metadata as m; m.version('mlflow')")
    ? []
    : ["mlflow and boto3"]),
];

const gcOf = (access: "delete" | "read") =>
  ({ bucket: "artifacts", prefix: "mlflow", access }) as const;
const usersWith = (gc: "delete" | "read"): StoreUsers => ({
  "tracking-gc": [gcOf(gc)],
  team: [{ bucket: "artifacts", prefix: "mlflow", access: "write" }],
});
const KEYS = { "tracking-gc": "gc-key-0123456789", team: "team-key-0123456789" };
const ROOT_KEY = "root-key-0123456789";

/** Two runs with files in the store, deleted 31 days ago. Prints their ids. */
const MAKE = `\
import os, sqlite3, time
import boto3
from botocore.config import Config
from mlflow.tracking import _get_store

store = _get_store(os.environ["MLFLOW_BACKEND_STORE_URI"], "s3://artifacts/mlflow")
s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
ids = []
for name in ("promoted", "other"):
    run = store.create_run("0", "made", int(time.time() * 1000), [], name)
    key = run.info.artifact_uri.removeprefix("s3://artifacts/")
    for file in ("model/manifest.json", "model/a b.bin"):
        s3.put_object(Bucket="artifacts", Key=key + "/" + file, Body=b"x")
    store.delete_run(run.info.run_id)
    ids.append(run.info.run_id)
with sqlite3.connect(os.environ["FILE"]) as database:
    database.execute("UPDATE runs SET deleted_time = ?", (int((time.time() - 31 * 86400) * 1000),))
print(*ids)
`;
const LOOK = `\
import boto3, os, sqlite3
from botocore.config import Config

s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
for page, key in (("list_objects_v2", "Contents"), ("list_object_versions", "Versions")):
    answer = getattr(s3, page)(Bucket="artifacts", Prefix="mlflow/")
    print(sum(os.environ["RUN"] in one["Key"] for one in answer.get(key, [])))
with sqlite3.connect(os.environ["FILE"]) as database:
    print(database.execute("SELECT count(*) FROM runs WHERE run_uuid = ?", (os.environ["RUN"],)).fetchone()[0])
`;

describe.skipIf(missing.length > 0)(
  `the collection on a real store${missing.length > 0 ? ` (skipped: no ${missing.join(" and no ")})` : ""}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "towpath-gc-store-"));
    const file = join(folder, "mlflow.db");
    let endpoint = "";
    let stop: () => unknown = () => undefined;

    const script = (text: string, user: string, key: string, env: Record<string, string> = {}) =>
      spawnSync(PYTHON, ["-W", "ignore", "-c", text], {
        encoding: "utf8",
        env: {
          PATH: process.env.PATH,
          PYTHONPATH: process.env.PYTHONPATH,
          HOME: folder,
          AWS_ACCESS_KEY_ID: user,
          AWS_SECRET_ACCESS_KEY: key,
          AWS_ENDPOINT_URL_S3: endpoint,
          AWS_REGION: "us-east-1",
          MLFLOW_S3_ENDPOINT_URL: endpoint,
          MLFLOW_BACKEND_STORE_URI: `sqlite:///${file}`,
          MLFLOW_DISABLE_TELEMETRY: "true",
          FILE: file,
          ...env,
        },
      });
    const setUp = (users: StoreUsers) => {
      const plan = { artifacts: bucketPolicy("artifacts", users) };
      const done = script(SETUP_SCRIPT, ROOT_USER, ROOT_KEY, { PLAN: JSON.stringify(plan) });
      expect([done.status, done.stderr]).toEqual([0, ""]);
    };
    /** [objects, versions of objects, rows in the database] of a run. */
    const look = (run: string) => {
      const done = script(LOOK, ROOT_USER, ROOT_KEY, { RUN: run });
      expect(done.stderr).toBe("");
      return done.stdout.trim().split("\n").map(Number);
    };
    const collect = () => {
      const done = script(GC_SCRIPT, "tracking-gc", KEYS["tracking-gc"], {
        RECORDS: join(folder, "records"),
        SERVICES: "triage",
        OLDER_THAN_DAYS: "30",
        ARTIFACT_ROOT: "s3://artifacts/mlflow",
      });
      const said = JSON.parse(done.stdout.trim().split("\n").at(-1) ?? done.stderr) as {
        removed: string[];
        kept: { run: string }[];
        failed: { run: string; reason: string }[];
      };
      return { code: done.status, ...said };
    };

    beforeAll(async () => {
      mkdirSync(join(folder, "records"));
      ({ endpoint, stop } = await startGateway(GATEWAY, folder, ROOT_KEY, KEYS));
    }, 20_000);

    afterAll(() => {
      stop();
      rmSync(folder, { recursive: true });
    });

    it("forgets no run whose files it may not delete, then removes it, and versions stay", () => {
      setUp(usersWith("read"));
      const made = script(MAKE, "team", KEYS.team);
      const [promoted = "", other = ""] = made.stdout.trim().split("\n").at(-1)?.split(" ") ?? [];
      expect([promoted.length, other.length, made.status]).toEqual([32, 32, 0]);
      const record = { name: "triage", environments: { prod: { run_id: promoted } } };
      writeFileSync(join(folder, "records", "triage.yaml"), JSON.stringify(record));

      const refused = collect();
      expect([refused.code, refused.removed, refused.failed.map(({ run }) => run)]).toEqual([
        1,
        [],
        [other],
      ]);
      expect(refused.failed[0]?.reason).toContain("AccessDenied");
      expect(look(other)).toEqual([2, 2, 1]);

      setUp(usersWith("delete"));
      const done = collect();
      expect([done.code, done.removed, done.failed]).toEqual([0, [other], []]);
      expect(done.kept.map(({ run }) => run)).toEqual([promoted]);
      expect(look(other)).toEqual([0, 2, 0]);
      expect(look(promoted)).toEqual([2, 2, 1]);
    }, 120_000);
  },
);
