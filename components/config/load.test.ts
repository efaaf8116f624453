import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadEnvironment, loadService, loadStacks } from "./load";
import { StacksCopy } from "./testing";

let stacks: StacksCopy;
let root: string;

beforeEach(() => {
  stacks = new StacksCopy();
  ({ root } = stacks);
});
afterEach(() => {
  stacks.remove();
});

const failure = (): string => stacks.failure().message;

describe("loadStacks", () => {
  it("loads the shipped files", () => {
    expect(Object.keys(loadStacks(root).services)).toContain("support-triage");
  });

  it.each([
    [
      "services/support-triage.yaml",
      "owner: support-ml",
      "owner: suport-ml",
      /support-triage\.yaml:4:8: owner: found "suport-ml" \(did you mean "support-ml"\?\)/,
    ],
    [
      "services/support-triage.yaml",
      "name: support-triage",
      "name: triage",
      /expected the file's name, support-triage/,
    ],
    ["services/support-triage.yaml", "slo:", "sol:", /unknown key "sol" \(did you mean "slo"\?\)/],
    [
      "access.yaml",
      "team-lead: approve }",
      "team-lead: aprove }",
      /access\.yaml:\d+:\d+: matrix\.promote-artifact\.team-lead: found "aprove"/,
    ],
    [
      "access.yaml",
      "roles: [developer]",
      "roles: [devloper]",
      /identities\.dana\.roles\.0: found "devloper" \(did you mean "developer"\?\)/,
    ],
    [
      "access.yaml",
      "team: platform }",
      "team: nobody }",
      /identities\.petra\.team: found "nobody"; expected a key of stacks\/teams\.yaml/,
    ],
    [
      "access.yaml",
      "grants: []",
      "grants: [{ identity: eve, action: restore-artifact, team: support-ml, reason: because it burns, requested: 2026-11-30T00:00:00Z, expires: 2026-12-01T00:00:00Z }]",
      /grants\.0\.identity: found "eve"/,
    ],
    [
      "ownership.yaml",
      'contact: "#support-ml" }',
      'contact: "#support-ml", status: retired }',
      /which is retired; expected an active owner/,
    ],
    [
      "teams.yaml",
      "namespace: support-ml",
      "namespace: platform",
      /which team platform has; expected a namespace of its own/,
    ],
  ])("refuses %s with %s changed to %s", (file, from, to, message) => {
    stacks.edit(file, from, to);
    expect(failure()).toMatch(message);
  });

  it("reports the problems of several files at once", () => {
    stacks.edit("services/support-triage.yaml", "owner: support-ml", "owner: x");
    stacks.edit("access.yaml", "roles: [developer]", "roles: [y]");
    expect(failure().split("\n")).toHaveLength(2);
  });
});

describe("loadService", () => {
  it("names the nearest service", () => {
    expect(() => loadService(root, "support-triag")).toThrow(/did you mean "support-triage"\?/);
  });
});

describe("loadEnvironment", () => {
  it.each(["dev", "staging", "prod", "local"])("reads %s", (name) => {
    expect(loadEnvironment(root, name).maturity).toBeGreaterThan(0);
  });

  it("says that there is no such environment", () => {
    expect(() => loadEnvironment(root, "qa")).toThrow(
      /no environment "qa" in stacks; expected one of dev, local, prod, staging/,
    );
  });
});
