import { spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startFakeMlflow, type FakeMlflow } from "../apps/jobs/container/testing-mlflow";
import type { LastEval, LastRun } from "../apps/jobs/results";
import { MOST_BUNDLE_BYTES } from "../components/workloads/bundle-source";
import { sha256File } from "../lib/digest";
import { startFakeS3, type FakeS3 } from "../lib/object-store/testing";

/*
 * dist/job.js as a pod runs it: a process with nothing but its environment and its mounted files.
 * Tracking and the object store are simulated, on 127.0.0.1.
 */

const CONFIG = "apps/jobs/configs/support-triage-2026-11.yaml";
const BASELINE = "stacks/services/baselines/support-triage";
const ROOT = "s3://artifacts/mlflow/teams/support-ml";

let folder: string;
let mlflow: FakeMlflow;
let s3: FakeS3;

beforeAll(async () => {
  mlflow = await startFakeMlflow();
  s3 = await startFakeS3();
});
afterAll(async () => {
  await Promise.all([mlflow.close(), s3.close()]);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath-pod-"));
  for (const path of [CONFIG, "apps/jobs/data", BASELINE]) {
    mkdirSync(dirname(join(folder, "files", path)), { recursive: true });
    cpSync(path, join(folder, "files", path), { recursive: true });
  }
  mkdirSync(join(folder, "tmp"));
  return () => {
    rmSync(folder, { recursive: true });
  };
});

interface Ended {
  code: number | null;
  lines: { last_run?: LastRun; last_eval?: LastEval; error?: { message: string; hint?: string } }[];
  text: string;
}

function job(verb: string, env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["dist/job.js", verb], {
      // Nothing is inherited: a pod has what its spec says.
      env: {
        JOB_ROOT: join(folder, "files"),
        JOB_CONFIG: CONFIG,
        SCRATCH: join(folder, "tmp"),
        OWNER: "support-ml",
        ENVIRONMENT: "dev",
        MLFLOW_TRACKING_URI: mlflow.uri,
        MLFLOW_TRACKING_USERNAME: "team",
        MLFLOW_TRACKING_PASSWORD: "a-made-up-password",
        ARTIFACT_ROOT: ROOT,
        ...s3.env,
        ...env,
      },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
    }
    child.once("error", reject);
    child.once("close", (code) => {
      const lines = text.trim().split("\n");
      resolve({ code, text, lines: lines.map((line) => JSON.parse(line) as Ended["lines"][0]) });
    });
  });
}

describe("dist/job.js", () => {
  it("trains and evaluates what is mounted, into tracking and the team's folder", async () => {
    const trained = await job("train", { COMMIT: "c0ffee" });
    expect(trained.code, trained.text).toBe(0);
    const run = trained.lines.at(-1)?.last_run;
    expect(run).toMatchObject({
      run_name: "support-triage-2026-11",
      dataset_uri: "apps/jobs/data/support-triage/train-2026-11.csv",
      dataset_sha256: sha256File("apps/jobs/data/support-triage/train-2026-11.csv"),
      config_sha256: sha256File(CONFIG),
      commit: "c0ffee",
      owner: "support-ml",
      artifact_uri: `${ROOT}/support-triage/${run?.run_id ?? ""}/artifacts/model`,
      promotion_ready: true,
    });
    expect(JSON.parse(readFileSync(join(folder, "tmp/last-run.json"), "utf8"))).toEqual(run);
    expect([...s3.objects.keys()]).toContain(
      `${run?.artifact_uri.replace("s3://", "") ?? ""}/manifest.json`,
    );
    expect(mlflow.runs.get(run?.run_id ?? "")?.status).toBe("FINISHED");
    expect(mlflow.runs.get(run?.run_id ?? "")?.tags.get("towpath.team")).toBe("support-ml");
    expect([...mlflow.logins]).toEqual([
      `Basic ${Buffer.from("team:a-made-up-password").toString("base64")}`,
    ]);
    expect(trained.text).not.toContain("a-made-up");

    // Without a run's id it takes the newest version of its config, and compares with the baseline.
    const evaluated = await job("evaluate", {
      CURRENT_ARTIFACT_URI: BASELINE,
      CURRENT_ARTIFACT_SHA256: sha256File(`${BASELINE}/manifest.json`),
    });
    expect(evaluated.code, evaluated.text).toBe(0);
    expect(evaluated.lines.at(-1)?.last_eval).toMatchObject({
      run_id: run?.run_id,
      environment: "dev",
      promotable: true,
      regression: { current_model_version: "support-triage-baseline-1", passed: true },
    });
  });

  it("fails, or leaves its artifact in quarantine and fails, when tracking is away", async () => {
    const away = { MLFLOW_TRACKING_URI: "http://127.0.0.1:9" };
    const before = s3.objects.size;
    const failed = await job("train", away);
    expect([failed.code, failed.lines.at(-1)?.error?.message]).toEqual([
      1,
      expect.stringMatching(/^tracking at http:\/\/127\.0\.0\.1:9 cannot be reached/),
    ]);
    expect(failed.lines.at(-1)?.error?.hint).toContain("on_tracking_lost: quarantine");
    expect(s3.objects.size).toBe(before);

    const kept = await job("train", { ...away, ON_TRACKING_LOST: "quarantine" });
    expect(kept.code).toBe(1);
    const run = kept.lines.at(-1)?.last_run;
    expect(run).toMatchObject({ run_id: null, promotion_ready: false });
    expect(run?.artifact_uri).toMatch(
      new RegExp(`^${ROOT}/quarantine/support-triage-quarantined-`),
    );
    const place = run?.artifact_uri.replace("s3://", "") ?? "";
    expect(s3.objects.has(`${place}/manifest.json`)).toBe(true);
    expect(Buffer.from(s3.objects.get(`${place}.reason.json`) ?? "").toString()).toContain(
      "cannot be reached",
    );
  });

  it("downloads data from a bucket, and refuses bytes that the config does not name", async () => {
    const data = readFileSync("apps/jobs/data/support-triage/train-2026-11.csv");
    s3.objects.set("datasets/teams/support-ml/d.csv", data);
    const config = readFileSync(CONFIG, "utf8").replace(
      /dataset_uri: .*/,
      `dataset_uri: s3://datasets/teams/support-ml/d.csv\ndataset_sha256: ${sha256File("apps/jobs/data/support-triage/train-2026-11.csv")}`,
    );
    writeFileSync(join(folder, "files", CONFIG), config);
    const trained = await job("train");
    expect(trained.code, trained.text).toBe(0);
    expect(trained.lines.at(-1)?.last_run?.dataset_uri).toBe(
      "s3://datasets/teams/support-ml/d.csv",
    );
    s3.objects.set("datasets/teams/support-ml/d.csv", Buffer.concat([data, Buffer.from("x,y\n")]));
    const refused = await job("train");
    expect(refused.code).toBe(1);
    expect(refused.lines.at(-1)?.error?.message).toMatch(
      /found SHA-256 .*; the job config expects/,
    );
  });

  it.each([
    ["train", { ARTIFACT_ROOT: "", OWNER: "" }, /ARTIFACT_ROOT: .*\nOWNER: /],
    ["train", { MLFLOW_TRACKING_URI: "ftp://u:a-made-up-password@x" }, /^MLFLOW_TRACKING_URI: not/],
    ["train", { JOB_CONFIG: "none.yaml" }, /none\.yaml: cannot be read \(ENOENT\)/],
    ["evaluate", { CURRENT_ARTIFACT_URI: BASELINE }, /found one of them; expected both or none/],
    ["serve", {}, /found "serve"; expected train or evaluate/],
  ])("ends with 2 and says why: %s %j", async (verb, env, message) => {
    const ended = await job(verb, env);
    expect(ended.code).toBe(2);
    expect(ended.lines.at(-1)?.error?.message).toMatch(message);
    expect(ended.text).not.toContain("a-made-up");
  });

  it("fits a ConfigMap", () => {
    expect(statSync("dist/job.js").size).toBeLessThan(MOST_BUNDLE_BYTES);
  });
});
