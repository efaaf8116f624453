import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { loadStacks } from "../config/load";
import { named, ofType, run, waitsFor } from "../testing";
import { AccessEntries, type RolesOfTeams } from "./access-entries";
import { type NamedPlace, People } from "./people";

const { access, teams } = loadStacks(process.cwd());
const V1 = "kubernetes:rbac.authorization.k8s.io/v1";
const ENTRY = "aws:eks/accessEntry:AccessEntry";

const people = (preview = false) =>
  run(
    () => {
      const provider = new kubernetes.Provider("cluster", {});
      const space = new kubernetes.core.v1.Namespace("support-ml", {}, { provider });
      const places: NamedPlace[] = [
        { kind: "team", team: "support-ml", namespace: space.metadata.name },
        { kind: "tracking", namespace: "tracking" },
      ];
      return new People(
        "people",
        { access, teams, places, environment: "dev" },
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

const entries = (roles: RolesOfTeams) =>
  run(
    () =>
      new AccessEntries(
        "entries",
        {
          clusterName: "platform-1",
          roles,
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

  it("makes none without roles, and refuses a team whose name could spell another's group", async () => {
    expect(ofType((await entries({})).all, ENTRY)).toEqual([]);
    await expect(entries({ "a:platform-owner": { developer: ["arn"] } })).rejects.toThrow(
      /kebab-case/,
    );
  });
});
