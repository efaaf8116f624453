import { describe, expect, it } from "vitest";
import type { Access } from "./access";
import { signerProblems } from "./check-signers";
import { loadStacks } from "./load";

const { access, ownership } = loadStacks(process.cwd());
const public_keys = [`ed25519:${"a".repeat(64)}`];
const job = { role: "platform-owner", environment: "prod", owner: "platform", public_keys };

type Signer = NonNullable<Access["signers"]>[string];

const problems = (name: string, signer: Signer) =>
  signerProblems({ ...access, signers: { [name]: signer } }, ownership, ["prod", "local"]).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

describe("signerProblems", () => {
  it("finds nothing in what is shipped, in a program's key and in a person's", () => {
    expect(signerProblems(access, ownership, [])).toEqual([]);
    expect(problems("drill-job", job)).toEqual([]);
    expect(problems("petra", { role: "platform-owner", public_keys })).toEqual([]);
    // A lead answers for restores, and need not do them.
    const lead = { ...access.matrix["restore-artifact"], "team-lead": "verify" as const };
    const matrix = { ...access.matrix, "restore-artifact": lead };
    const signers = { omar: { role: "team-lead", public_keys } };
    expect(signerProblems({ ...access, matrix, signers }, ownership, [])).toEqual([]);
  });

  it.each<[string, string, Signer, string]>([
    [
      "an unknown role",
      "drill-job",
      { ...job, role: "platform-ower" },
      'signers.drill-job.role: found "platform-ower" (did you mean "platform-owner"?)',
    ],
    [
      "a role that a person lacks",
      "dana",
      { ...job, role: "platform-owner" },
      'signers.dana.role: found "platform-owner", which dana is not; expected one of developer',
    ],
    [
      "a role without a say in restores",
      "mira",
      { role: "model-owner", public_keys },
      'signers.mira.role: found "model-owner", whose cell for restore-artifact says request',
    ],
    [
      "an unknown owner",
      "drill-job",
      { ...job, owner: "plattform" },
      'signers.drill-job.owner: found "plattform"',
    ],
    [
      "an unknown environment",
      "drill-job",
      { ...job, environment: "prd" },
      'signers.drill-job.environment: found "prd" (did you mean "prod"?)',
    ],
    [
      "a program of nobody, for everything",
      "drill-job",
      { role: "platform-owner", public_keys },
      "signers.drill-job: drill-job is no identity, and so a program without an owner and an environment",
    ],
  ])("tells of %s", (_what, name, signer, says) => {
    const [first, ...more] = problems(name, signer);
    expect(first).toContain(says);
    expect(more).toEqual([]);
  });
});
