import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { sha256File } from "../lib/digest";
import { Cli } from "./cli";

/*
 * The commands that act on a cluster, as processes. The cluster is simulated: a kubectl of this test
 * stands on the PATH, answers from files, and writes down what it was asked.
 */

const CONFIG = "apps/jobs/configs/support-triage-2026-11.yaml";
const cli = new Cli();
const folder = mkdtempSync(join(tmpdir(), "towpath-kubectl-"));
const place = (name: string) => join(folder, name);

/** Answers the way that kubectl does, from what {@link cluster} wrote. */
const KUBECTL = `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const folder = ${JSON.stringify(folder)};
const read = (name) => JSON.parse(readFileSync(folder + "/" + name, "utf8"));
const input = args.includes("-f") ? readFileSync(0, "utf8") : "";
appendFileSync(folder + "/asked", JSON.stringify(args) + "\\n");
const say = (value) => console.log(JSON.stringify(value));
const verb = args[0] === "--context" ? args.slice(2).join(" ") : args.join(" ");
const world = read("world");
if (verb.startsWith("config get-contexts")) console.log(world.contexts.join("\\n"));
else if (verb.startsWith("get cronjob")) {
  if (world.cronJob) say(world.cronJob);
  else { console.error('Error from server (NotFound): cronjobs.batch "x" not found'); process.exit(1); }
} else if (verb.startsWith("create")) {
  writeFileSync(folder + "/created", input);
  say({ ...JSON.parse(input), status: {} });
} else if (verb.startsWith("get job")) {
  // Runs at the first look, has ended at the second.
  const looks = readFileSync(folder + "/asked", "utf8").split('"get","job"').length - 1;
  say({ metadata: { name: "j" }, status: { conditions: looks > 1 ? [world.end] : [] } });
} else if (verb.startsWith("get pods")) say({ items: world.pods.map(({ name, phase }) => ({
  metadata: { name, creationTimestamp: name }, status: { phase } })) });
else if (verb.startsWith("logs")) console.log(world.pods.find(({ name }) => args.includes(name)).log);
else process.exit(3);
`;

const COMPLETE = { type: "Complete", status: "True" };
const FAILED = {
  type: "Failed",
  status: "True",
  reason: "BackoffLimitExceeded",
  message: "2 of 2",
};
const RUN = {
  run_name: "support-triage-2026-11",
  run_id: "ab12",
  dataset_uri: "d.csv",
  dataset_sha256: "0".repeat(64),
  metric: { accuracy: 0.9 },
  artifact_uri: "s3://artifacts/mlflow/teams/support-ml/1",
  artifact_sha256: "1".repeat(64),
  model_version: "support-triage-2026-11-21-4",
  config_sha256: "2".repeat(64),
  commit: null,
  owner: "support-ml",
  promotion_ready: true,
};

interface World {
  contexts: string[];
  cronJob?: unknown;
  pods: { name: string; phase: string; log: string }[];
  end: object;
}

function cronJob(annotations: Record<string, string> = {}) {
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: {
      name: "train-support-triage-2026-11",
      namespace: "support-ml",
      uid: "u-1",
      annotations: { "towpath.dev/config-sha256": sha256File(CONFIG), ...annotations },
    },
    spec: {
      suspend: true,
      jobTemplate: {
        metadata: { labels: { "towpath.dev/team": "support-ml" } },
        spec: {
          backoffLimit: 1,
          template: {
            spec: {
              restartPolicy: "Never",
              containers: [
                { name: "train", image: "node", env: [{ name: "ENVIRONMENT", value: "dev" }] },
              ],
            },
          },
        },
      },
    },
  };
}

/** A log as apps/jobs/main.ts writes it. */
const log = (...lines: object[]) => lines.map((line) => JSON.stringify(line)).join("\n");

function cluster(change: Partial<World> = {}): void {
  const world: World = {
    contexts: ["kind-towpath", "towpath-dev"],
    cronJob: cronJob(),
    pods: [
      {
        name: "p1",
        phase: "Succeeded",
        log: log({ progress: "opening the run" }, { last_run: RUN }),
      },
    ],
    end: COMPLETE,
    ...change,
  };
  writeFileSync(place("world"), JSON.stringify(world));
}

const asked = () =>
  readFileSync(place("asked"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as string[]);

function towpath(...args: string[]) {
  return cli.run(args, {
    PATH: `${place("bin")}${delimiter}${process.env.PATH ?? ""}`,
    TOWPATH_POLL_MS: "10",
  });
}

mkdirSync(place("bin"));
writeFileSync(place("bin/kubectl"), KUBECTL);
chmodSync(place("bin/kubectl"), 0o755);
beforeEach(() => {
  writeFileSync(place("asked"), "");
  rmSync(place("created"), { force: true });
  cluster();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await cli.close();
});

describe("towpath train --env, on a simulated cluster", () => {
  it("makes a job of the template in the named context, follows it and tells its result", async () => {
    const ran = await towpath("train", "--env", "dev", "--context", "towpath-dev", "--json");
    expect(ran.code, ran.stderr).toBe(0);
    expect(JSON.parse(ran.stdout)).toEqual(RUN);
    const job = JSON.parse(readFileSync(place("created"), "utf8")) as {
      kind: string;
      metadata: Record<string, unknown>;
      spec: unknown;
    };
    expect(job.kind).toBe("Job");
    expect(job.metadata).toMatchObject({
      name: expect.stringMatching(/^train-support-triage-2026-11-[0-9a-z]{6,7}$/) as string,
      namespace: "support-ml",
      labels: { "towpath.dev/team": "support-ml" },
      annotations: { "cronjob.kubernetes.io/instantiate": "manual" },
      ownerReferences: [{ kind: "CronJob", uid: "u-1", controller: true }],
    });
    expect(job.spec).toEqual(cronJob().spec.jobTemplate.spec);
    const [contexts, ...others] = asked();
    expect(contexts).toEqual(["config", "get-contexts", "-o", "name"]);
    for (const args of others) expect(args.slice(0, 2)).toEqual(["--context", "towpath-dev"]);
  });

  it("names the commit only where the deployed program is this checkout's", async () => {
    const own = cronJob({ "towpath.dev/code-sha256": sha256File("dist/job.js") });
    cluster({ cronJob: own });
    expect((await towpath("train", "--env", "local", "--config", CONFIG)).code).toBe(0);
    expect(readFileSync(place("created"), "utf8")).toMatch(/"name":"COMMIT","value":"[0-9a-f]{40}/);
    cluster({ cronJob: cronJob({ "towpath.dev/code-sha256": "0".repeat(64) }) });
    expect((await towpath("train", "--env", "local", "--config", CONFIG)).code).toBe(0);
    expect(readFileSync(place("created"), "utf8")).not.toContain("COMMIT");
  });

  it("takes what the last try said: a second pod may succeed", async () => {
    const error = { message: "tracking cannot be reached", exit_code: 1 };
    const second = { name: "p2", phase: "Succeeded", log: log({ last_run: RUN }) };
    cluster({ pods: [{ name: "p1", phase: "Failed", log: log({ error }) }, second] });
    expect((await towpath("train", "--env", "local", "--config", CONFIG)).code).toBe(0);
  });

  it.each([
    [{ error: { message: "tracking is away", hint: "look", exit_code: 1 } }, 1, /tracking is away/],
    [{ error: { message: "x.csv: no column", exit_code: 2 } }, 2, /x\.csv: no column/],
    [{ last_run: { ...RUN, run_id: null, quarantined: "lost" } }, 1, /quarantined, not registered/],
    [{ text: "killed" }, 1, /ended without a result: BackoffLimitExceeded: 2 of 2/],
  ])("ends as the job ended: %j", async (line, code, message) => {
    cluster({ pods: [{ name: "p1", phase: "Failed", log: log(line) }], end: FAILED });
    const ran = await towpath("train", "--env", "local", "--config", CONFIG);
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
  });

  it.each([
    [
      ["--env", "dev"],
      2,
      /which context of the kubeconfig is its cluster\?.*current context is never/,
    ],
    [
      ["--env", "dev", "--context", "towpath-deb"],
      2,
      /no context "towpath-deb".*did you mean "towpath-dev"/,
    ],
    [["--env", "qa"], 2, /no environment "qa" in stacks/],
    [["--env", "dev", "--config", "none.yaml"], 2, /none\.yaml: not a job of dev/],
    [["--context", "x", "--config", CONFIG], 2, /expected --env too/],
    [["--env", "local", "--quarantine"], 2, /on_tracking_lost: quarantine/],
    [["--env", "local"], 2, /which job\? Found .*2026-10\.yaml, .*2026-11\.yaml/],
  ])("refuses %j before anything is made", async (args, code, message) => {
    const ran = await towpath("train", ...args);
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
    expect(asked().filter((each) => each.includes("create"))).toEqual([]);
  });

  it("refuses to start what is not deployed, or deployed with another config", async () => {
    cluster({ cronJob: undefined });
    const missing = await towpath("train", "--env", "local", "--config", CONFIG);
    expect([missing.code, missing.stderr]).toEqual([
      1,
      expect.stringMatching(/is not deployed there/),
    ]);
    cluster({ cronJob: cronJob({ "towpath.dev/config-sha256": "3".repeat(64) }) });
    const other = await towpath("train", "--env", "local", "--config", CONFIG);
    expect([other.code, other.stderr]).toEqual([1, expect.stringMatching(/has deployed 3{64}/)]);
  });
});

describe("towpath evaluate --env, on a simulated cluster", () => {
  it("tells the job which run is meant", async () => {
    cluster({
      pods: [
        {
          name: "p1",
          phase: "Failed",
          log: log({ error: { message: "no such run", exit_code: 1 } }),
        },
      ],
    });
    const ran = await towpath(
      "evaluate",
      "--env",
      "dev",
      "--context",
      "towpath-dev",
      "--run",
      "ab12",
    );
    expect(ran.code).toBe(1);
    expect(readFileSync(place("created"), "utf8")).toContain('{"name":"RUN_ID","value":"ab12"}');
  });
});

describe("towpath verify", () => {
  it("compares what an endpoint says with the record", async () => {
    let version = "support-triage-baseline-1";
    let key: string | undefined;
    const server = createServer((request, response) => {
      const body =
        request.url === "/health"
          ? { status: "ok", model_version: version }
          : { label: "x", score: 0.5, model_version: version };
      if (request.url === "/predict") key = request.headers.authorization;
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ask = () =>
      cli.run(["verify", "support-triage", "--env", "dev", "--url", url], { TOWPATH_API_KEY: "k" });
    expect((await ask()).code).toBe(0);
    expect(key).toBe("Bearer k");
    version = "support-triage-2026-11-21-4";
    const other = await ask();
    server.close();
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(
      /found support-triage-2026-11-21-4, expected support-triage-baseline-1/,
    );
    const wrong = await cli.run(["verify", "support-triage", "--url", "localhost:80"]);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('found "localhost:80"'),
    ]);
  });
});
