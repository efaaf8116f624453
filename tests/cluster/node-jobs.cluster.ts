import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cronJobSchema, endOf, jobFrom, jobSchema } from "../../apps/cli/cluster/job-objects";
import { startTracking, stopTracking } from "../../apps/cli/tracking/server";
import { MlflowClient } from "../../apps/jobs/tracking/client";
import { CHECKOUT } from "../preview-run";
import type { Live } from "./api-client";
import type { Manifest } from "./manifest";
import { type Relay, startRelay } from "./mlflow-relay";
import { MACHINE_ADDRESS } from "./node-config";
import { describeOnService, type OnService } from "./on-service";
import { stateOf } from "./service-pods";

const TEAM = "support-ml";
const CONFIG = "support-triage-2026-11";
const NAME = `train-${CONFIG}`;
/** Milliseconds for a job: two tries, ten seconds between them, and the client's own patience. */
const JOB_MS = 100_000;

/*
 * A training that `towpath render` declares, started as `towpath train` starts it, on the real node.
 * The served model beside it is what gives the machine its address among the pods.
 */
const SERVED = { namespace: "serving", service: "support-triage" };
describeOnService("a training rendered for a real node", SERVED, (on) => {
  const state = mkdtempSync(join(tmpdir(), "towpath-tracking-"));
  let tracking: string;
  let relay: Relay;

  beforeAll(async () => {
    const venv = process.env.TOWPATH_VENV ?? join(CHECKOUT, ".towpath", "venv");
    // Not the reader's own server, should there be one.
    const env = { ...process.env, MLFLOW_TRACKING_URI: undefined };
    ({ uri: tracking } = await startTracking({ state, venv, env, port: 5900 }));
    relay = await startRelay(MACHINE_ADDRESS, tracking);
  }, 600_000);
  afterAll(async () => {
    await relay.close();
    await stopTracking(state);
    rmSync(state, { recursive: true });
  });

  test("runs to the end against a real MLflow, which then has its run and its version", async () => {
    await declare(on());
    const { job, pods } = await runJob(on(), "first", relay.uri);
    const said = pods.map((pod) => stateOf(pod).containers[0]?.state?.terminated);
    expect(endOf(jobSchema.parse(job)), JSON.stringify(said)).toMatchObject({ succeeded: true });
    const client = new MlflowClient({ uri: tracking, env: {} });
    const [version, ...others] = await client.searchModelVersions("name='support-triage'");
    expect(others).toEqual([]);
    const run = await client.getRun(version?.runId ?? "");
    expect(run).toMatchObject({ status: "FINISHED" });
    // The artifact went from the pod to the store, where the run says that it is.
    const keys = [...on().objects.keys()].filter((key) => key.endsWith("/manifest.json"));
    expect(keys).toEqual([expect.stringMatching(`/mlflow/teams/${TEAM}/`)]);
  });

  test("keeps the artifact in quarantine when MLflow is stopped, and fails", async () => {
    const { project, objects } = on();
    project.edit(
      `apps/jobs/configs/${CONFIG}.yaml`,
      "deadline_minutes: 30",
      "deadline_minutes: 30\n  on_tracking_lost: quarantine",
    );
    await declare(on());
    await stopTracking(state);
    objects.clear();
    const { job, pods } = await runJob(on(), "second", relay.uri);
    expect(endOf(jobSchema.parse(job))).toMatchObject({ succeeded: false });
    const kept = [...objects.keys()];
    const place = `/mlflow/teams/${TEAM}/quarantine/`;
    expect(kept.filter((key) => !key.includes(place))).toEqual([]);
    expect(kept).toContainEqual(expect.stringMatching(/\/manifest\.json$/));
    const reason = kept.find((key) => key.endsWith(".reason.json"));
    expect(Buffer.from(objects.get(reason ?? "") ?? []).toString()).toContain(relay.uri);
    // The pod's own status has the result, and it can never be promoted.
    const said = pods.map((pod) => stateOf(pod).containers[0]?.state?.terminated?.message ?? "");
    for (const text of said) expect(text).toContain('"promotion_ready":false');
  });
});

/** Applies the team's objects as they are rendered now, and the Secret that its owner makes. */
async function declare({ client, render }: OnService): Promise<void> {
  for (const object of await render(TEAM)) await client.apply(object);
  await client.apply({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "tracking-login", namespace: TEAM },
    stringData: { username: TEAM, password: "nobody asks for it" },
  });
}

/**
 * Starts a Job from the declared CronJob with the product's own function, and waits for its end. It
 * is told of the test's MLflow and of the test's store, since nothing else answers here.
 */
async function runJob(
  { client, storeEnv }: OnService,
  name: string,
  trackingUri: string,
): Promise<{ job: Live; pods: Live[] }> {
  const metadata = { name: NAME, namespace: TEAM };
  const declared = await client.get({ apiVersion: "batch/v1", kind: "CronJob", metadata });
  const env = { ...storeEnv, MLFLOW_TRACKING_URI: trackingUri };
  const job = jobFrom(cronJobSchema.parse(declared), name, env) as Manifest;
  await client.apply(job);
  const ended = await client.until(
    `the job ${name} has ended`,
    async () => {
      const live = await client.get(job);
      return live !== undefined && endOf(jobSchema.parse(live)) !== undefined ? live : undefined;
    },
    JOB_MS,
  );
  const pods = (await client.list("v1", "Pod", TEAM)).filter(
    (pod) => pod.metadata.labels?.["batch.kubernetes.io/job-name"] === name,
  );
  return { job: ended, pods };
}
