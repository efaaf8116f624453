import { describe, expect, it } from "vitest";
import { loadStacks } from "../load";
import { DeclaredOwners } from "./declared";

const stacks = loadStacks(process.cwd());
const NOW = new Date("2026-11-21T12:00:00Z");
const runbooks = [
  { name: "restore-from-backup" },
  { name: "gpu-pool-empty" },
  { name: "model-is-slow", owner: "support-ml" },
  { name: "lost", owner: "nobody" },
];
const owners = new DeclaredOwners(stacks, runbooks, NOW);
const only = (name: string, kind: string) => {
  const found = owners.of(name).filter((one) => one.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
};

describe("DeclaredOwners", () => {
  it.each([
    ["service", "support-triage", "support-ml", "support-triage-endpoint"],
    ["team", "support-ml", "support-ml", "platform"],
    ["secret", "mlflow-secrets-flask", "platform", "secret-rotation"],
    ["surface", "retention", "platform", "retention"],
    ["bucket", "datasets", "platform", "artifact-bucket-policy"],
    ["role", "model-owner", "platform", "platform"],
    ["runbook", "restore-from-backup", "platform", "restore-from-backup"],
    ["runbook", "gpu-pool-empty", "platform", "platform"],
    ["runbook", "model-is-slow", "support-ml", "platform"],
  ])("knows who answers for the %s %s", (kind, name, owner, surface) => {
    expect(only(name, kind)).toMatchObject({ owned: true, owner, surface });
  });

  it("gives everything of a name", () => {
    expect(owners.of("platform").map(({ kind }) => kind)).toEqual(["team", "surface"]);
    expect(owners.of("nothing-such")).toEqual([]);
  });

  it("resolves everything that is shipped", () => {
    const shipped = new DeclaredOwners(stacks, [], NOW);
    expect(shipped.names.length).toBeGreaterThan(15);
    const all = shipped.names.flatMap((name) => shipped.of(name));
    expect(all.filter(({ owned }) => !owned)).toEqual([]);
  });

  it("says what is missing", () => {
    expect(only("lost", "runbook")).toMatchObject({
      owned: false,
      problem: "stacks/ownership.yaml does not know owner nobody",
    });
  });

  it("tells where a secret's rotation stands, environment by environment", () => {
    const { ownership } = stacks;
    const secrets = {
      "mlflow-secrets-flask": {
        owner: "platform",
        every_days: 90,
        rotated: { prod: "2026-08-01", dev: "2026-11-20" },
      },
    };
    const later = new DeclaredOwners({ ...stacks, ownership: { ...ownership, secrets } }, [], NOW);
    const states = Object.entries(later.rotationOf("mlflow-secrets-flask") ?? {}).map(
      ([environment, { state }]) => `${environment} ${state}`,
    );
    expect(states.sort()).toEqual(["dev kept", "local no-date", "prod overdue", "staging no-date"]);
    expect(later.rotationOf("toString")).toBeUndefined();
  });
});
