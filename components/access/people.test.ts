import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { loadStacks } from "../config/load";
import { named, ofType, run, waitsFor } from "../testing";
import type { ApprovedGrant } from "../config/access/grant-schema";
import { grantGroupOf, grantKeyOf } from "../config/access/group-names";
import { AccessEntries, type GrantRole, type RolesOfTeams } from "./access-entries";
import { type NamedPlace, People } from "./people";

const { access, teams } = loadStacks(process.cwd());
const V1 = "kubernetes:rbac.authorization.k8s.io/v1";
const ENTRY = "aws:eks/accessEntry:AccessEntry";

interface Given {
  readonly now: Date;
  readonly signIn: "login" | "role";
  readonly given: typeof access;
}

const GRANT: ApprovedGrant = {
  identity: "dana",
  action: "deploy-service",
  team: "support-ml",
  reason: "stands in for mira, who is ill",
  requested: "2026-11-21T08:00:00Z",
  approver: "omar",
  approved: "2026-11-21T09:00:00Z",
  expires: "2026-11-22T08:00:00Z",
};
const NOW = new Date("2026-11-21T12:00:00Z");
/** The shipped matrix where developers may ask to deploy, with grants. */
const asking = (...grants: readonly ApprovedGrant[]): typeof access => ({
  ...access,
  matrix: {
    ...access.matrix,
    "deploy-service": { ...access.matrix["deploy-service"], developer: "request" },
  },
  grants: [...grants],
});

const people = (
  preview = false,
  { now = NOW, signIn = "login", given = access }: Partial<Given> = {},
) =>
  run(
    () => {
      const provider = new kubernetes.Provider("cluster", {});
      const space = new kubernetes.core.v1.Namespace("support-ml", {}, { provider });
      const places: NamedPlace[] = [
        { kind: "team", team: "support-ml", namespace: space.metadata.name },
        { kind: "tracking", namespace: "tracking" },
        { kind: "serving", namespace: "serving" },
      ];
      return new People(
        "people",
        { access: given, teams, places, environment: "dev", now, signIn },
        { providers: { kubernetes: provider } },
      );
    },
    {
      others: (name, inputs) => ({
        metadata: { ...(inputs.metadata as object | undefined), name: `${name}-1` },
      }),
    },
    { preview },
  );

const entries = (roles: RolesOfTeams, grants?: readonly GrantRole[]) =>
  run(
    () =>
      new AccessEntries(
        "entries",
        {
          clusterName: "platform-1",
          roles,
          ...(grants !== undefined && { grants }),
          part: { environment: "dev", owner: "platform", service: "access" },
        },
        { providers: { aws: new aws.Provider("cloud", { region: "us-east-1" }) } },
      ),
    {},
  );

describe("People", () => {
  it("binds each Role in its namespace to groups, and to nothing else", async () => {
    const { all } = await people();
    const [roles, bindings] = [ofType(all, `${V1}:Role`), ofType(all, `${V1}:RoleBinding`)];
    // Registrations wait for their namespaces, and overtake each other.
    const names = (of: typeof roles) => of.map(({ name }) => name).sort();
    expect(names(roles)).toEqual([
      "serving-model-owner",
      "serving-platform-owner",
      "team-support-ml-developer",
      "team-support-ml-model-owner",
      "team-support-ml-platform-owner",
      "team-support-ml-team-lead",
      "tracking-developer",
      "tracking-model-owner",
      "tracking-platform-owner",
      "tracking-team-lead",
    ]);
    expect(names(bindings)).toEqual(names(roles));
    expect(named(bindings, "team-support-ml-developer").inputs).toMatchObject({
      metadata: {
        namespace: "support-ml-1",
        labels: {
          "towpath.dev/owner": "platform",
          "towpath.dev/service": "access",
          "towpath.dev/role": "developer",
        },
      },
      roleRef: { kind: "Role", name: "team-support-ml-developer-1" },
      subjects: [{ kind: "Group", name: "towpath:support-ml:developer" }],
    });
    for (const { parent } of [...roles, ...bindings]) {
      expect(parent).toBe("towpath:access:People people");
    }
    expect(all.filter(({ type }) => type.includes("Cluster"))).toEqual([]);
  });

  it("binds a grant that is active to its holder, with who approved it, why and until when", async () => {
    const { all } = await people(false, { given: asking(GRANT) });
    const name = `serving-grant-deploy-service-${grantKeyOf(GRANT)}`;
    const { inputs } = named(ofType(all, `${V1}:RoleBinding`), name);
    expect(inputs).toMatchObject({
      metadata: {
        namespace: "serving",
        labels: { "towpath.dev/owner": "platform", "towpath.dev/grant": grantKeyOf(GRANT) },
        annotations: {
          "towpath.dev/identity": "dana",
          "towpath.dev/reason": "stands in for mira, who is ill",
          "towpath.dev/approver": "omar",
          "towpath.dev/approved": "2026-11-21T09:00:00Z",
          "towpath.dev/expires": "2026-11-22T08:00:00Z",
        },
      },
      roleRef: { kind: "Role", name: `${name}-1` },
      subjects: [{ kind: "User", name: "dana", apiGroup: "rbac.authorization.k8s.io" }],
    });
    // What the matrix grants others by the same action, rule by rule.
    expect(named(ofType(all, `${V1}:Role`), name).inputs.rules).toEqual(
      named(ofType(all, `${V1}:Role`), "serving-model-owner").inputs.rules,
    );
    expect(all.filter((one) => one.name.includes("-grant-"))).toHaveLength(2);
  });

  it("binds it to the group of its own IAM role where people come in by those", async () => {
    const { all } = await people(false, { given: asking(GRANT), signIn: "role" });
    const name = `serving-grant-deploy-service-${grantKeyOf(GRANT)}`;
    expect(named(ofType(all, `${V1}:RoleBinding`), name).inputs.subjects).toEqual([
      expect.objectContaining({ kind: "Group", name: grantGroupOf(GRANT) }),
    ]);
  });

  it.each([
    ["is over", GRANT.expires, asking(GRANT)],
    ["is not approved yet", GRANT.requested, asking(GRANT)],
    ["is approved by its holder", NOW, asking({ ...GRANT, approver: "dana" })],
    ["the matrix lets nobody ask for", NOW, { ...access, grants: [GRANT] }],
  ])("has nothing of a grant that %s", async (_, now, given) => {
    const { all } = await people(false, { now: new Date(now), given });
    expect(all.filter((one) => one.name.includes("-grant-"))).toEqual([]);
    expect(ofType(all, `${V1}:Role`)).not.toEqual([]);
  });

  it("waits for the namespace, also when its name is not known yet", async () => {
    const { all } = await people(true);
    expect(
      waitsFor(
        all,
        `${V1}:RoleBinding team-support-ml-developer`,
        "kubernetes:core/v1:Namespace support-ml",
      ),
    ).toBe(true);
  });

  it("stays far below the 1 MiB that an object may have, with 50 teams", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, at) => [`team-with-a-name-${at}`, teams["support-ml"]]),
    ) as typeof teams;
    const { all } = await run(
      () =>
        new People(
          "people",
          {
            access,
            teams: many,
            places: [{ kind: "tracking", namespace: "tracking" }],
            environment: "dev",
            now: NOW,
            signIn: "login",
          },
          { providers: { kubernetes: new kubernetes.Provider("cluster", {}) } },
        ),
      {},
    );
    const sizes = all.map(({ inputs }) => Buffer.byteLength(JSON.stringify(inputs)));
    expect(Math.max(...sizes)).toBeLessThan(16 * 1024);
    expect(Math.max(...sizes)).toBeGreaterThan(50 * "towpath:team-with-a-name-1".length);
  });
});

describe("AccessEntries", () => {
  it("puts the sessions of a role into one group, with no policy of EKS", async () => {
    const arn = "arn:aws:iam::111122223333:role/people/support-ml-developer";
    const { all } = await entries({ "support-ml": { developer: [pulumi.output(arn)] } });
    expect(ofType(all, ENTRY).map(({ inputs }) => inputs)).toEqual([
      {
        clusterName: "platform-1",
        principalArn: arn,
        type: "STANDARD",
        kubernetesGroups: ["towpath:support-ml:developer"],
        tags: expect.objectContaining({ "towpath:service": "access" }) as unknown,
      },
    ]);
    expect(all.filter(({ type }) => type.includes("accessPolicyAssociation"))).toEqual([]);
  });

  it("puts the sessions of a grant's role into the grant's group alone", async () => {
    const arn = "arn:aws:iam::111122223333:role/people/grant";
    const { all } = await entries({}, [{ grant: GRANT, arn }]);
    expect(ofType(all, ENTRY).map(({ name, inputs }) => [name, inputs.kubernetesGroups])).toEqual([
      [`grant-${grantKeyOf(GRANT)}`, [grantGroupOf(GRANT)]],
    ]);
  });

  it("makes none without roles, and refuses a team whose name could spell another's group", async () => {
    expect(ofType((await entries({})).all, ENTRY)).toEqual([]);
    await expect(entries({ "a:platform-owner": { developer: ["arn"] } })).rejects.toThrow(
      /kebab-case/,
    );
  });
});
