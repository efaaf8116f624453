import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { loadArtifact } from "../apps/inference/artifact/load";
import type { LastRun } from "../apps/jobs/results";
import { Cli, type Ran } from "./cli";

const SHIPPED = "apps/jobs/configs/support-triage-2026-10.yaml";

/** Enough texts and labels that a training takes seconds: time to lose tracking in the middle. */
function slowConfig(state: string): string {
  const rows = ["text,label"];
  for (let row = 0; row < 5_000; row++) {
    const words = [...Array(12).keys()].map((word) => `w${(row * 31 + word * 17) % 4_001}`);
    rows.push(`${words.join(" ")} row${row},label${row % 40}`);
  }
  writeFileSync(join(state, "slow.csv"), `${rows.join("\n")}\n`);
  const path = join(state, "slow.yaml");
  const config = readFileSync(SHIPPED, "utf8")
    .replace(/dataset_uri: .*/, "dataset_uri: slow.csv")
    .replace(/eval_uri: .*\n/, "");
  writeFileSync(path, config);
  return path;
}

describe.skipIf(inject("noPython") !== "")("tracking killed in the middle of a training", () => {
  const cli = new Cli();
  let slow: string;

  beforeAll(async () => {
    slow = slowConfig(cli.state);
    await cli.json(["train", "--config", SHIPPED]);
  });
  afterAll(() => cli.close());

  /** Starts a training, waits until its run is open in tracking, and kills the server with -9. */
  async function loseTracking(options: string[]): Promise<{ ran: Ran; runId: string }> {
    const before = await runIds(cli);
    const training = cli.run(["train", "--config", slow, "--json", ...options]);
    let runId: string | undefined;
    while (runId === undefined) {
      await sleep(50);
      runId = [...(await runIds(cli))].find((id) => !before.has(id));
    }
    process.kill(serverOf(cli).pid, "SIGKILL");
    return { ran: await training, runId };
  }

  it("fails the job, says what to do, and leaves nothing promotable", async () => {
    const lastRun = readFileSync(join(cli.state, "last-run.json"), "utf8");
    const { ran, runId } = await loseTracking([]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("--quarantine");
    expect(ran.stderr).not.toContain("    at ");
    expect(readFileSync(join(cli.state, "last-run.json"), "utf8")).toBe(lastRun);
    expect(existsSync(join(cli.state, "quarantine"))).toBe(false);

    for (const command of [
      ["evaluate", "--run", runId],
      ["promote", "support-triage", "--as", "mira", "--approver", "omar", "--run", runId],
    ]) {
      const refused = await cli.run(command);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/is (RUNNING|FAILED).*expected a FINISHED training run/);
    }
  });

  it("--quarantine keeps a whole artifact beside the reason", async () => {
    const { ran } = await loseTracking(["--quarantine"]);
    expect(ran.code).toBe(1);
    const run = JSON.parse(ran.stdout) as LastRun;
    expect(run).toMatchObject({ run_id: null, promotion_ready: false });
    const folder = fileURLToPath(run.artifact_uri);
    expect(loadArtifact(folder).manifestSha256).toBe(run.artifact_sha256);
    const reason = JSON.parse(readFileSync(`${folder}.reason.json`, "utf8")) as object;
    expect(reason).toMatchObject({ reason: expect.stringContaining("127.0.0.1") as string });
  });

  it("the next training brings tracking back", async () => {
    const run = await cli.json<LastRun>(["train", "--config", SHIPPED]);
    expect(run.promotion_ready).toBe(true);
  });
});

/** The process and address of the embedded server, from its own state file. */
function serverOf(cli: Cli): { pid: number; uri: string } {
  const text = readFileSync(join(cli.state, "mlflow/server.json"), "utf8");
  return JSON.parse(text) as { pid: number; uri: string };
}

/** The training runs of support-triage that MLflow knows; none while it is down. */
async function runIds(cli: Cli): Promise<Set<string>> {
  const api = `${serverOf(cli).uri}/api/2.0/mlflow`;
  try {
    const found = (await fetch(
      `${api}/experiments/get-by-name?experiment_name=support-triage`,
    ).then((answer) => answer.json())) as { experiment: { experiment_id: string } };
    const { runs = [] } = (await fetch(`${api}/runs/search`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ experiment_ids: [found.experiment.experiment_id] }),
    }).then((answer) => answer.json())) as { runs?: { info: { run_id: string } }[] };
    return new Set(runs.map((run) => run.info.run_id));
  } catch {
    return new Set();
  }
}
