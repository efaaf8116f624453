import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { LastRun } from "../apps/jobs/results";
import { Cli } from "./cli";

/** Port 9 of loopback: nothing of ours listens there. */
const UNREACHABLE = { MLFLOW_TRACKING_URI: "http://127.0.0.1:9" };
const CONFIG = "apps/jobs/configs/support-triage-2026-10.yaml";

describe("without tracking", () => {
  const cli = new Cli(UNREACHABLE);
  afterAll(() => cli.close());

  it("a training fails, and says what to do", async () => {
    const ran = await cli.run(["train", "--config", CONFIG]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("http://127.0.0.1:9");
    expect(ran.stderr).toContain("--quarantine");
    expect(existsSync(join(cli.state, "last-run.json"))).toBe(false);
  });

  it("--quarantine keeps the artifact with the reason, never promotable", async () => {
    const run = await cli.json<LastRun>(["train", "--config", CONFIG, "--quarantine"], 1);
    expect(run).toMatchObject({ run_id: null, promotion_ready: false });
    const folder = fileURLToPath(run.artifact_uri);
    expect(folder.startsWith(join(cli.state, "quarantine"))).toBe(true);
    expect(JSON.parse(readFileSync(`${folder}.reason.json`, "utf8"))).toMatchObject({
      reason: expect.stringContaining("127.0.0.1:9") as string,
    });
    const promotion = await cli.run(["promote", "--as", "mira", "--approver", "omar"]);
    expect(promotion.code).toBe(2);
    expect(promotion.stderr).toContain("no run to promote");
  });

  it("the baseline is served, traced and cannot be rolled back", async () => {
    const served = await cli.json<{ model_version: string }>(["serve", "support-triage"]);
    expect(served.model_version).toBe("support-triage-baseline-1");
    const trace = await cli.json<{ model_version: string; run: null }>(["trace", "support-triage"]);
    expect(trace).toMatchObject({ model_version: "support-triage-baseline-1", run: null });
    const back = await cli.run(["rollback", "support-triage"]);
    expect(back.code).toBe(1);
    expect(back.stderr).toContain("serves its baseline");
    expect(await cli.json(["stop"])).toEqual({ stopped: ["support-triage"] });
  });

  it("of two checkouts that serve at once each gets an endpoint of its own", async () => {
    const other = new Cli(UNREACHABLE);
    try {
      const served = await Promise.all(
        [cli, other].map((one) =>
          one.json<{ endpoint: string; pid: number }>(["serve", "support-triage"]),
        ),
      );
      expect(new Set(served.map(({ endpoint }) => endpoint)).size).toBe(2);
      for (const { endpoint, pid } of served) {
        const metrics = await fetch(`${endpoint}/metrics`).then((answer) => answer.text());
        expect(metrics).toContain("towpath_model_info");
        expect(() => process.kill(pid, 0)).not.toThrow();
      }
      await cli.json(["stop"]);
    } finally {
      await other.close();
    }
  });

  it("a port that was asked for is used or refused", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const refused = await cli.run(["serve", "support-triage", "--port", String(port)]);
    taken.close();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("EADDRINUSE");
    const any = await cli.json<{ endpoint: string }>(["serve", "support-triage", "--port", "0"]);
    expect(any.endpoint).not.toMatch(/:0$/);
    await cli.json(["stop"]);
  });

  it("the trace of what is down says so, and its record", async () => {
    const trace = await cli.json<{ endpoint: null; artifact: object }>(
      ["trace", "support-triage"],
      1,
    );
    expect(trace).toMatchObject({ endpoint: null, model_version: null });
  });
});

describe("without Python", () => {
  // A PATH with nothing on it, and no environment that an earlier run installed.
  const cli = new Cli({
    PATH: "/nonexistent",
    TOWPATH_PYTHON: "",
    TOWPATH_VENV: join(tmpdir(), "towpath-no-venv"),
  });
  afterAll(() => cli.close());

  it("start says what to install", async () => {
    const ran = await cli.run(["start"]);
    expect([1, 2]).toContain(ran.code);
    expect(ran.stderr).toMatch(/Python/);
    expect(ran.stderr).toMatch(/apt|brew/);
    expect(ran.stderr).not.toContain("    at ");
  });

  it("what needs no tracking still works", async () => {
    expect((await cli.run(["status"])).code).toBe(0);
    const served = await cli.json<{ model_version: string }>(["serve", "support-triage"]);
    expect(served.model_version).toBe("support-triage-baseline-1");
  });
});

describe("bad input", () => {
  const cli = new Cli(UNREACHABLE);
  afterAll(() => cli.close());

  it.each([
    [["serve"], /expected a service or --artifact/],
    [["serve", "support-triag"], /did you mean "support-triage"\?/],
    [["serve", "support-triage", "--port", "http"], /--port: found "http"/],
    [["serve", "support-triage", "--artifact", "x"], /expected one of them/],
    [["train"], /--config/],
    [["train", "--config", "none.yaml"], /none\.yaml: cannot be read \(ENOENT\)/],
    [["train", "--config", "stacks/teams.yaml"], /unknown key "platform"/],
    [["evaluate"], /no run to evaluate/],
    [["rollback", "support-triage", "--env", "qa"], /no environment "qa" in stacks/],
    [["backup"], /names a server whose database is not known here/],
    [["backup", "prun"], /did you mean "prune"\?/],
    [["backup", "--env", "prod"], /backup now: found --env prod; expected local/],
    [["backup", "list", "--env", "prod"], /where the backups of prod lie is not known here/],
    [["drill", "restore", "--env", "prd"], /no environment "prd" in stacks.*did you mean "prod"/],
    [["drill", "restore", "--env", "prod"], /where the backups of prod lie is not known here/],
    [["drill", "restor"], /did you mean "restore"\?.*expected one of verify, restore/],
    [["drill", "restore", "--at", "yesterday"], /--at: found "yesterday"; expected a time/],
    [["drill", "restore", "--at", "2999-01-01T00:00:00Z"], /which is to come/],
    [["fly"], /unknown command 'fly'/],
    [["start", "--fast"], /unknown option '--fast'/],
  ])("%j exits 2 with one clear message", async (args, message) => {
    const ran = await cli.run(args);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).not.toContain("    at ");
    expect(ran.code).toBe(2);
  });

  it.each([
    "start",
    "train",
    "evaluate",
    "promote",
    "rollback",
    "serve",
    "trace",
    "backup",
    "drill",
    "status",
    "stop",
    "clean",
  ])("%s --help shows an example", async (command) => {
    const ran = await cli.run([command, "--help"]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(`$ npx towpath ${command}`);
  });
});
