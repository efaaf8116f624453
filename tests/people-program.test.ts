import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PreviewReport } from "../apps/cli/preview/report";
import { StacksProject } from "./cluster/stacks-project";

/* The whole program as staging and dev, with an identity provider and a pipeline as a reader would fill them in. */

const BUDGET = "    budget_usd_month";
const PEOPLE = "    people: { kind: saml, provider: example }\n";
const OIDC =
  "    people: { kind: oidc, issuer: https://login.example.com/tenant, audience: towpath }\n";
const GITLAB = `    deploy:
      kind: gitlab
      host: git.example.com
      repository: example-group/platform
      branch: main
      policies: [arn:aws:iam::111122223333:policy/deployer]
`;
const DEPLOY = `    deploy:
      kind: github
      repository: example-org/platform
      environment: staging
      policies: [arn:aws:iam::111122223333:policy/deployer]
`;

describe("an environment that says who vouches for people and which pipeline deploys", () => {
  let project: StacksProject;
  let staging: PreviewReport;
  let dev: PreviewReport;

  beforeAll(async () => {
    project = await StacksProject.make();
    project.edit("stacks/Pulumi.staging.yaml", BUDGET, PEOPLE + DEPLOY + BUDGET);
    project.edit("stacks/Pulumi.dev.yaml", BUDGET, OIDC + GITLAB + BUDGET);
    staging = await project.preview("staging", "policies");
    dev = await project.preview("dev", "policies");
  }, 120_000);
  afterAll(() => {
    project.remove();
  });

  const within = (report: PreviewReport, component: string) =>
    report.resources.filter(({ urn }) => urn.includes(`towpath:access:${component}$`));
  const named = (report: PreviewReport, component: string, type: string) =>
    within(report, component)
      .filter((one) => one.type === type)
      .map(({ name }) => name)
      .sort();

  it("breaks no rule", () => {
    expect(staging.summary.violations.mandatory).toBe(0);
    expect(dev.summary.violations.mandatory).toBe(0);
    const ours = ["PeopleRoles", "BreakGlass", "DeployRole", "AccessEntries"];
    const said = staging.violations.filter(({ urn }) => ours.some((one) => urn.includes(one)));
    expect(said).toEqual([]);
  });

  it("has a role and an entry in the cluster for every role of a team that somebody holds", () => {
    const held = [
      "developer-support-ml",
      "model-owner-support-ml",
      "platform-owner-platform",
      "team-lead-support-ml",
    ];
    expect(named(staging, "PeopleRoles", "aws:iam/role:Role")).toEqual(held);
    const entries = within(staging, "AccessEntries");
    expect(entries.map(({ inputs }) => inputs.kubernetesGroups).sort()).toEqual([
      ["towpath:platform:platform-owner"],
      ["towpath:support-ml:developer"],
      ["towpath:support-ml:model-owner"],
      ["towpath:support-ml:team-lead"],
    ]);
    for (const { propertyDependencies } of entries) {
      expect(propertyDependencies.principalArn?.join()).toMatch(/PeopleRoles.*:Role::/);
    }
  });

  it("lets people of dev restore, where no test has a role for it", () => {
    const roles = dev.resources.filter(({ type }) => type === "aws:iam/role:Role");
    expect(roles.map(({ name }) => name)).toContain("backups-restore-role");
    const there = staging.resources.map(({ name }) => name);
    expect(there).not.toContain("backups-restore-role");
    expect(there).toContain("backups-restore-tests-role");
  });

  it("has one role for the pipeline and one for emergencies", () => {
    for (const report of [staging, dev]) {
      expect(named(report, "DeployRole", "aws:iam/role:Role")).toEqual(["deploy"]);
      expect(named(report, "BreakGlass", "aws:iam/role:Role")).toEqual(["break-glass"]);
    }
    const trust = (report: PreviewReport) =>
      JSON.stringify(
        within(report, "DeployRole").find(({ type }) => type === "aws:iam/role:Role")?.inputs
          .assumeRolePolicy,
      );
    expect(trust(staging)).toContain('"repo:example-org/platform:environment:staging"');
    expect(trust(dev)).toContain('"project_path:example-group/platform:ref_type:branch:ref:main"');
  });

  it("lets the holder of an active grant into the grant's group, by a role of its own", async () => {
    const moment = (hours: number) =>
      new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+/, "");
    project.edit(
      "stacks/access.yaml",
      "grants: []",
      `grants:
  - identity: dana
    action: restore-artifact
    team: support-ml
    reason: the run of Tuesday was overwritten
    requested: ${moment(-2)}
    expires: ${moment(48)}
    approver: petra
    approved: ${moment(-1)}`,
    );
    const granted = await project.preview("dev", "policies");
    const entry = within(granted, "AccessEntries").filter(({ name }) => name.startsWith("grant-"));
    expect(entry.map(({ inputs }) => inputs.kubernetesGroups)).toEqual([
      [expect.stringMatching(/^towpath:grant:support-ml:[0-9a-f]{10}$/)],
    ]);
    expect(entry[0]?.propertyDependencies.principalArn?.join()).toMatch(/:Role::grant-/);
  }, 60_000);
});

describe("the shipped environments", () => {
  it("vouch for nobody yet", async () => {
    const project = await StacksProject.make();
    try {
      const { resources } = await project.preview("prod");
      const types = new Set(resources.map(({ type }) => type));
      for (const one of ["PeopleRoles", "BreakGlass", "DeployRole", "AccessEntries"]) {
        expect(types).not.toContain(`towpath:access:${one}`);
      }
    } finally {
      project.remove();
    }
  }, 120_000);
});
