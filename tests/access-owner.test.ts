import { afterAll, describe, expect, it } from "vitest";
import { PlannedOwners } from "../apps/cli/access/planned-owners";
import type { PreviewReport } from "../apps/cli/preview/report";
import { loadStacks } from "../components/config/load";
import type { Resolution } from "../components/config/owners/resolution";
import { Cli } from "./cli";

interface Answer {
  readonly environment: string | null;
  readonly answers: readonly Resolution[];
}

const cli = new Cli();
afterAll(() => cli.close());

const ACCOUNTS =
  "urn:pulumi:local::towpath::towpath:platform:Platform$towpath:platform:ExistingCluster$towpath:data:ObjectStore$kubernetes:core/v1:Secret::objects-accounts";

describe("towpath access owner", () => {
  it("answers from stacks/ without a preview", async () => {
    const { stdout, stderr, code } = await cli.run(["access", "owner", "support-triage"]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toContain("  owner           support-ml (#support-ml)\n");
    expect(stdout).toContain("surface support-triage-endpoint: who recovers and reviews");
  });

  it("looks for anything else in the plan of an environment", async () => {
    const args = ["access", "owner", "mlflow-keys", "--env", "local"];
    expect(await cli.json<Answer>(args)).toMatchObject({
      environment: "local",
      answers: [
        {
          kind: "secret",
          owner: "platform",
          surface: "experiment-tracking",
          why: [
            "its label towpath.dev/owner says platform",
            "it is part of Mlflow mlflow",
            "surface experiment-tracking: who recovers and reviews",
          ],
        },
      ],
    });
  });

  it("takes the environment from a URN", async () => {
    const found = await cli.json<Answer>(["access", "owner", ACCOUNTS]);
    expect(found).toMatchObject({
      environment: "local",
      answers: [{ owned: true, urn: ACCOUNTS }],
    });
    expect(found.answers).toHaveLength(1);
  });

  it("tells a secret's rotation in that environment, beside its entry in stacks/", async () => {
    const secret = ["access", "owner", "support-triage-keys-first-client", "--env", "local"];
    const { answers } = await cli.json<Answer>(secret);
    expect(answers[0]).toMatchObject({ kind: "secret", surface: "secret-rotation" });
    const planned = answers.filter(({ kind, urn }) => kind === "secret" && urn !== undefined);
    expect(planned).toHaveLength(1);
    expect(planned[0]).toMatchObject({
      owner: "support-ml",
      rotation: { local: { every_days: 180, state: "no-date" } },
    });
  });

  it.each([
    [["suport-triage", "--env", "local"], 'found "suport-triage" (did you mean "support-triage"?)'],
    [["x", "--env", "prd"], 'no environment "prd" in stacks (did you mean "prod"?)'],
    [["urn:pulumi:prd::towpath::a:b:C::x"], 'no environment "prd" in stacks'],
    [[], "expected one name or URN"],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await cli.run(["access", "owner", ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it("refuses what it cannot be asked", async () => {
    const { code, stderr } = await cli.run(["access", "ownr"]);
    expect(code).toBe(2);
    expect(stderr).toContain('found "ownr" (did you mean "owner"?); expected one of');
  });
});

describe("everything that is shipped", () => {
  const { ownership } = loadStacks(process.cwd());

  it.each(["prod", "local"])("has an owner in %s, resource by resource", async (environment) => {
    const plan = await cli.json<PreviewReport>(["preview", environment, "--no-policies"]);
    const owners = new PlannedOwners(plan.resources, ownership);
    const all = plan.resources
      .filter(({ type }) => !type.startsWith("pulumi:"))
      .flatMap(({ urn }) => owners.of(urn));
    expect(all.length).toBeGreaterThan(90);
    expect(all.filter(({ owned }) => !owned)).toEqual([]);
  });
});
