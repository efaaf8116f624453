import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Cli } from "./cli";

const cli = new Cli();
afterAll(() => cli.close());

describe("towpath access", () => {
  it("says no with exit code 1, and yes with 0 and what is granted", async () => {
    const no = await cli.run(["access", "can", "dana", "promote-artifact"]);
    expect(no.code).toBe(1);
    expect(no.stdout).toBe(
      "no: dana, promote-artifact\n" +
        "  → dana is in team support-ml and holds developer\n" +
        "  → developer has no for promote-artifact, and reaches the holder's own team\n",
    );
    const yes = await cli.run(["access", "can", "dana", "write-runs"]);
    expect(yes.code, yes.stderr).toBe(0);
    expect(yes.stdout).toContain("cluster  create, get jobs (batch) in the team's namespace\n");
    expect(yes.stdout).toMatch(/^ {2}AWS {6}s3:GetObject on .*teams\/<team>\/\*$/m);
  });

  it("grants the cluster's half alone where there is no AWS", async () => {
    type Answer = { allowed: boolean; grants: { kubernetes: string[]; aws: string[] }[] };
    const ask = (env: string) =>
      cli.json<Answer>(["access", "can", "petra", "read-runs", "--env", env]);
    const [local, prod] = [await ask("local"), await ask("prod")];
    expect(local.grants[0]?.aws).toEqual([]);
    expect(prod.grants[0]?.aws.length).toBeGreaterThan(0);
    expect(local.grants[0]?.kubernetes).toEqual(prod.grants[0]?.kubernetes);
  });

  it("lists the grants that end", async () => {
    const { grants } = await cli.json<{ grants: unknown[] }>([
      "access",
      "expiring",
      "--within",
      "1",
    ]);
    expect(grants).toEqual([]);
  });

  it("asks for a grant in a copy of the files, and approves it: exit codes and data", () => {
    const root = mkdtempSync(join(tmpdir(), "towpath-access-"));
    const towpath = (...args: string[]) =>
      spawnSync(process.execPath, [resolve("bin/towpath.js"), "access", ...args], {
        cwd: root,
        encoding: "utf8",
      });
    const wanted = ["--identity", "dana", "--action", "restore-artifact", "--team", "support-ml"];
    const why = ["--for", "3d", "--reason", "the run of Tuesday was overwritten"];
    try {
      cpSync("stacks", join(root, "stacks"), { recursive: true });
      writeFileSync(join(root, "Pulumi.yaml"), "name: towpath\n");
      expect(towpath("request", ...wanted, "--for", "3w").status).toBe(2);
      const asked = towpath("request", ...wanted, ...why, "--json");
      expect(asked.status, asked.stderr).toBe(0);
      expect(JSON.parse(asked.stdout)).toMatchObject({ may_approve: ["petra"] });
      expect(towpath("can", "dana", "restore-artifact").stdout).toMatch(
        / {2}→ .*waits for petra\n/,
      );
      expect(towpath("expiring").stdout).toMatch(/^dana's request .* it waits for petra, and ends/);
      const own = towpath("approve", "dana", "restore-artifact", "--as", "dana");
      expect([own.status, own.stderr]).toEqual([1, expect.stringContaining("Ask petra.")]);
      expect(towpath("approve", "dana", "restore-artifact", "--as", "petra").status).toBe(0);
      expect(towpath("can", "dana", "restore-artifact").status).toBe(0);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("says who gains and loses since a commit", () => {
    const root = mkdtempSync(join(tmpdir(), "towpath-access-"));
    const file = (roles: string) => `matrix:
  deploy-service: { developer: no, model-owner: yes }
identities:
  dana: { roles: [${roles}], team: a }
`;
    const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args]);
    const diff = () =>
      execFileSync(
        process.execPath,
        [resolve("bin/towpath.js"), "access", "diff", "--against", "HEAD"],
        { cwd: root, encoding: "utf8" },
      );
    try {
      mkdirSync(join(root, "stacks"));
      writeFileSync(join(root, "Pulumi.yaml"), "name: towpath\n");
      writeFileSync(join(root, "stacks/access.yaml"), file("developer"));
      git("init", "--quiet");
      git("add", ".");
      git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "-m", "one");
      expect(diff()).toBe("Nobody gains or loses anything against HEAD.\n");
      writeFileSync(join(root, "stacks/access.yaml"), file("model-owner"));
      expect(diff()).toBe("dana gains deploy-service: may act at once (before: may not act)\n");
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it.each([
    [["access", "can", "dana"], /expected an identity or a role, and an action/],
    [
      ["access", "can", "dana", "read-runs", "--env", "prd"],
      /no environment "prd" in stacks \(did you mean "prod"\?\)/,
    ],
    [["access", "expiring", "--within", "soon"], /--within: found "soon"/],
    [["access", "request"], /access request: no --action/],
    [["access", "approve", "dana"], /expected who asks, and the action/],
    [["access", "diff"], /no --against/],
    [["access", "diff", "--against", "no-such-ref"], /"no-such-ref" is not a commit/],
    [["access", "what"], /found "what"; expected one of can, request, approve, expiring/],
  ])("refuses %j with exit code 2", async (args, message) => {
    const ran = await cli.run(args);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
  });
});
