import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { planOf, stepLine } from "../../apps/cli/access/tracking/plan";
import { TrackingUsers } from "../../apps/cli/access/tracking/server";
import { jobUser, wantedTracking } from "../../apps/cli/access/tracking/wanted";
import { MlflowClient } from "../../apps/jobs/tracking/client";
import { TrackingError } from "../../apps/jobs/tracking/errors";
import { type Call, Transport } from "../../apps/jobs/tracking/transport";
import type { Access } from "../../components/config/access";
import type { DeclaredJob } from "../../components/config/jobs";
import { loadStacks } from "../../components/config/load";
import { Cli } from "../cli";
import { findTracking, startTrackingServer, type TrackingServer } from "./tracking-server";

const NOW = new Date("2026-11-21T12:00:00Z");
const ADMIN = randomBytes(18).toString("base64url");
const shipped = loadStacks(process.cwd());
const [supportTeam] = Object.values(shipped.teams);

/** Two teams with a model each; the third person reaches both, the fourth may only look. */
const TEAMS = ["support-ml", "ranking"] as const;
const ARTIFACT = { "support-ml": "support-triage", ranking: "rank-items" } as const;
const access: Access = {
  ...shipped.access,
  roles: {
    ...shipped.access.roles,
    reader: { owner: "platform", description: "looks at runs", reach: "own-team" },
  },
  matrix: {
    ...shipped.access.matrix,
    "read-runs": { ...shipped.access.matrix["read-runs"], reader: "yes" },
    "write-runs": { ...shipped.access.matrix["write-runs"], reader: "no" },
  },
  identities: {
    dana: { roles: ["developer"], team: "support-ml" },
    vera: { roles: ["developer"], team: "ranking" },
    petra: { roles: ["platform-owner"], team: "platform" },
    rhea: { roles: ["reader"], team: "ranking" },
    omar: { roles: ["team-lead"], team: "ranking" },
  },
  grants: [],
};
const stacks = {
  ...shipped,
  access,
  teams: { "support-ml": supportTeam, ranking: { ...supportTeam, namespace: "ranking" } } as never,
};
const jobs = TEAMS.map(
  (team) => ({ name: team, config: { team, artifact_name: ARTIFACT[team] } }) as DeclaredJob,
);

/** Person → team → what they may do there by the matrix above. */
const RIGHTS: Record<string, Record<(typeof TEAMS)[number], "EDIT" | "READ" | "none">> = {
  dana: { "support-ml": "EDIT", ranking: "none" },
  vera: { "support-ml": "none", ranking: "EDIT" },
  petra: { "support-ml": "EDIT", ranking: "EDIT" },
  rhea: { "support-ml": "none", ranking: "READ" },
  omar: { "support-ml": "none", ranking: "EDIT" },
};

describe("MLflow answers as the matrix does", async () => {
  const found = await findTracking(process.env);
  if ("reason" in found) {
    console.warn(`MLflow's users skipped: ${found.reason}`);
    it.skip(found.reason, () => undefined);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "towpath-tracking-"));
  const passwords = new Map<string, string>();
  let server: TrackingServer;
  const runs = new Map<string, { runId: string; experimentId: string; artifact: string }>();

  const as = (name: string, password = passwords.get(name) ?? ADMIN) => ({
    uri: server.uri,
    env: { MLFLOW_TRACKING_USERNAME: name, MLFLOW_TRACKING_PASSWORD: password },
    retries: 0,
  });

  /** Brings MLflow in line with a matrix. @returns the steps in words */
  async function apply(matrix = stacks, now = NOW): Promise<string[]> {
    const users = new TrackingUsers(server.uri, as("admin").env);
    const plan = planOf(
      wantedTracking(matrix, jobs, now),
      await users.read("admin", Object.values(ARTIFACT)),
    );
    for (const step of plan.steps) {
      await users.take(step, (user) => {
        const password = randomBytes(18).toString("base64url");
        passwords.set(user, password);
        return password;
      });
    }
    return plan.steps.map(stepLine);
  }

  /** Does the server do it? Anything but yes and 403 is a mistake of the question. */
  async function allowed(who: string, call: Omit<Call, "idempotent">): Promise<boolean> {
    try {
      await new Transport(as(who)).json({ ...call, idempotent: false }, z.unknown());
      return true;
    } catch (error) {
      if (error instanceof TrackingError && error.status === 403) return false;
      throw error;
    }
  }

  const api = (path: string) => `/api/2.0/mlflow/${path}`;
  const placeOf = (team: string) => {
    const place = runs.get(team);
    if (place === undefined) throw new Error(`${team} has no run`);
    return place;
  };
  const CALLS: Record<string, (team: (typeof TEAMS)[number]) => Omit<Call, "idempotent">> = {
    "reads the run": (team) => ({
      method: "GET",
      path: api(`runs/get?run_id=${placeOf(team).runId}`),
    }),
    "reads the experiment": (team) => ({
      method: "GET",
      path: api(`experiments/get?experiment_id=${placeOf(team).experimentId}`),
    }),
    "lists artifacts": (team) => ({
      method: "GET",
      path: api(`artifacts/list?run_id=${placeOf(team).runId}`),
    }),
    "reads the model": (team) => ({
      method: "GET",
      path: api(`registered-models/get?name=${ARTIFACT[team]}`),
    }),
    "logs to the run": (team) => ({
      method: "POST",
      path: api("runs/log-metric"),
      body: { run_id: placeOf(team).runId, key: "seen", value: 1, timestamp: 1 },
    }),
    "opens a run": (team) => ({
      method: "POST",
      path: api("runs/create"),
      body: { experiment_id: placeOf(team).experimentId, start_time: 1 },
    }),
    "describes the model": (team) => ({
      method: "PATCH",
      path: api("registered-models/update"),
      body: { name: ARTIFACT[team], description: "seen" },
    }),
    "deletes the experiment": (team) => ({
      method: "POST",
      path: api("experiments/delete"),
      body: { experiment_id: placeOf(team).experimentId },
    }),
    "deletes the model": (team) => ({
      method: "DELETE",
      path: api("registered-models/delete"),
      body: { name: ARTIFACT[team] },
    }),
  };
  const NEEDS = (what: string): "READ" | "EDIT" | "MANAGE" =>
    what.startsWith("deletes") ? "MANAGE" : /^(reads|lists)/.test(what) ? "READ" : "EDIT";

  async function mismatches(rights: typeof RIGHTS): Promise<{ cells: number; wrong: string[] }> {
    const wrong: string[] = [];
    let cells = 0;
    for (const [who, byTeam] of Object.entries(rights)) {
      for (const team of TEAMS) {
        for (const [what, call] of Object.entries(CALLS)) {
          const right = byTeam[team];
          const expected = NEEDS(what) === "READ" ? right !== "none" : NEEDS(what) === right;
          cells += 1;
          if ((await allowed(who, call(team))) !== expected) {
            wrong.push(`${who} ${what} of ${team}: expected ${expected ? "yes" : "no"}`);
          }
        }
      }
    }
    return { cells, wrong };
  }

  beforeAll(async () => {
    server = await startTrackingServer(found, folder, ADMIN);
    await apply();
    // What a training leaves behind, by the user that jobs log in as.
    for (const team of TEAMS) {
      const client = new MlflowClient(as(jobUser(team)));
      const experimentId = await client.experimentId(ARTIFACT[team]);
      const run = await client.createRun({ experimentId, runName: "first", tags: {} });
      await client.ensureRegisteredModel(ARTIFACT[team]);
      runs.set(team, { runId: run.runId, experimentId, artifact: run.artifactUri });
    }
    await apply();
  }, 300_000);

  afterAll(() => {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("for every person, team and kind of request", async () => {
    const { cells, wrong } = await mismatches(RIGHTS);
    console.log(`tracking: ${cells} cells checked, ${wrong.length} mismatches`);
    expect(wrong).toEqual([]);
    expect(cells).toBe(90);
  });

  it("shows nobody the runs of another team in a search", async () => {
    const ids = TEAMS.map((team) => placeOf(team).experimentId);
    const seen = async (who: string) => {
      const call = { method: "POST", path: api("runs/search"), idempotent: true } as const;
      const form = z.object({
        runs: z.array(z.object({ info: z.object({ experiment_id: z.string() }) })).default([]),
      });
      const body = { experiment_ids: ids };
      const { runs } = await new Transport(as(who)).json({ ...call, body }, form);
      return [...new Set(runs.map(({ info }) => info.experiment_id))].sort();
    };
    expect(await seen("petra")).toEqual([...ids].sort());
    // MLflow refuses, or leaves them out: either way they are not seen.
    const dana = await seen("dana").catch((error: unknown) => {
      if (error instanceof TrackingError && error.status === 403) return [];
      throw error;
    });
    expect(dana).not.toContain(placeOf("ranking").experimentId);
  });

  it.each([
    ["makes themselves an admin", "PATCH", "2.0/mlflow/users/update-admin", { is_admin: true }],
    ["makes a user", "POST", "2.0/mlflow/users/create", { password: "0123456789abcdef" }],
    ["makes a role", "POST", "3.0/mlflow/roles/create", { name: "mine", workspace: "default" }],
    ["takes another team's role", "POST", "3.0/mlflow/roles/assign", { role_id: 1 }],
    [
      "gives themselves another team's experiment",
      "POST",
      "3.0/mlflow/users/permissions/grant",
      { resource_type: "experiment", resource_id: "2", permission: "MANAGE" },
    ],
  ] as const)(
    "lets nobody do more than the matrix says: dana %s",
    async (_what, method, path, body) => {
      const whole = { username: "dana", ...body };
      expect(await allowed("dana", { method, path: `/api/${path}`, body: whole })).toBe(false);
    },
  );

  it("follows one changed cell, a grant until it ends, and a person who leaves", async () => {
    const row = access.matrix["write-runs"];
    const developersAsk = { ...row, developer: "request" as const };
    const changed = {
      ...stacks,
      access: { ...access, matrix: { ...access.matrix, "write-runs": developersAsk } },
    };
    expect(await apply(changed)).toEqual([
      "- dana loses towpath:support-ml:write-runs",
      "- vera loses towpath:ranking:write-runs",
    ]);
    const less: typeof RIGHTS = {
      dana: { "support-ml": "READ", ranking: "none" },
      vera: { "support-ml": "none", ranking: "READ" },
    };
    expect((await mismatches(less)).wrong).toEqual([]);

    const grant = {
      identity: "dana",
      action: "write-runs",
      team: "support-ml",
      reason: "a backfill of last month",
      requested: "2026-11-21T08:00:00Z",
      approver: "petra",
      approved: "2026-11-21T08:00:00Z",
      expires: "2026-11-22T12:00:00Z",
    };
    const granted = { ...changed, access: { ...changed.access, grants: [grant] } };
    expect(await apply(granted)).toEqual(["+ dana gets towpath:support-ml:write-runs"]);
    const after = new Date("2026-11-22T12:00:01Z");
    expect(await apply(granted, after)).toEqual(["- dana loses towpath:support-ml:write-runs"]);

    const { vera: _left, ...staying } = access.identities;
    const without = { ...stacks, access: { ...access, identities: staying } };
    expect(await apply(without)).toContain("- user vera: no longer in stacks/access.yaml");
    await expect(allowed("vera", CALLS["reads the run"]?.("ranking") as never)).rejects.toThrow(
      "HTTP 401",
    );
    await apply();
  });

  it("is a command: says what differs, does it, and agrees then", async () => {
    const cli = new Cli({
      MLFLOW_TRACKING_USERNAME: "admin",
      MLFLOW_TRACKING_PASSWORD: ADMIN,
      MLFLOW_TRACKING_URI: server.uri,
    });
    const file = join(folder, "passwords.json");
    const args = ["access", "tracking", "--env", "dev", "--url", server.uri];
    const differs = await cli.run(args);
    expect(differs.code).toBe(1);
    expect(differs.stdout).toContain("+ user mira");
    expect(differs.stdout).toContain("to do: --apply does it");

    const refused = await cli.run([...args, "--apply"]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain("expected --passwords <file>");

    expect(await cli.run([...args, "--apply", "--passwords", file])).toMatchObject({ code: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const made = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
    expect(Object.keys(made)).toContain("mira");
    passwords.set("mira", made.mira ?? "");
    expect(await allowed("mira", { method: "GET", path: "/api/2.0/mlflow/users/current" })).toBe(
      true,
    );
    expect(await cli.run(args)).toMatchObject({ code: 0 });
    const mine = await cli.run(args, {
      MLFLOW_TRACKING_USERNAME: "mira",
      MLFLOW_TRACKING_PASSWORD: made.mira ?? "",
    });
    expect(mine.code).toBe(1);
    expect(mine.stderr).toContain("mira is no admin of MLflow");
    await cli.close();
  });
});
