import { afterAll, beforeAll, expect, test } from "vitest";
import type { Access } from "../../components/config/access";
import { KUBERNETES_RIGHTS } from "../../components/config/access/kubernetes-rights";
import { loadStacks } from "../../components/config/load";
import type { Manifest } from "../cluster/manifest";
import { describeOnCluster } from "../cluster/on-cluster";
import type { Deed } from "../cluster/reviews";
import { StacksProject } from "../cluster/stacks-project";
import { CHECKOUT } from "../preview-run";
import { applyAll, namespacesOf, placesOf, rightsObjects } from "./cluster-under-test";
import { groupsOf, MatrixAnswers } from "./matrix-answers";
import { askEverything, compareRules, type Subject, told } from "./prove";
import { questions } from "./questions";

const TEAMS = 10;
const IDENTITIES = 200;
/** Milliseconds that the proof may take: docs/cluster-tests.md. */
const LIMIT_MS = 60_000;

const real = loadStacks(CHECKOUT);
const roles = Object.keys(real.access.roles ?? {});

/** The shipped teams and as many more as make ten. */
const teams = {
  ...real.teams,
  ...Object.fromEntries(
    Array.from({ length: TEAMS - Object.keys(real.teams).length }, (_, at) => [
      `team-${at}`,
      // Small, so that the pools of every environment hold them.
      { owner: "platform", namespace: `space-${at}`, quota: { cpu: 0.1, memory_gib: 0.1, gpu: 0 } },
    ]),
  ),
};
/** Every role in every team, and every fourth identity with two of them. */
const identities: Access["identities"] = Object.fromEntries(
  Array.from({ length: IDENTITIES }, (_, at) => {
    const first = Math.floor(at / TEAMS);
    const held = [first, ...(at % 4 === 0 ? [first + 1] : [])];
    const team = Object.keys(teams)[at % TEAMS] ?? "";
    return [`person-${at}`, { roles: held.map((one) => roles[one % roles.length] ?? ""), team }];
  }),
);

describeOnCluster(`the access matrix of ${TEAMS} teams and ${IDENTITIES} identities`, (plane) => {
  let project: StacksProject;
  let objects: Manifest[];

  beforeAll(async () => {
    project = await StacksProject.make();
    // JSON is YAML.
    project.write("stacks/teams.yaml", JSON.stringify(teams));
    project.write("stacks/access.yaml", JSON.stringify({ ...real.access, identities, grants: [] }));
    objects = rightsObjects(await project.preview("local"));
  });
  afterAll(() => {
    project.remove();
  });

  test("stays below 1 MiB an object", () => {
    const sizes = objects.map((object) => Buffer.byteLength(JSON.stringify(object)));
    expect(objects.filter(({ kind }) => kind === "RoleBinding").length).toBeGreaterThan(40);
    expect(Math.max(...sizes)).toBeLessThan(16 * 1024);
  });

  test(`is proven in ${LIMIT_MS / 1000} s`, async () => {
    const { client } = plane();
    const started = Date.now();
    await applyAll(client, objects);
    const namespaces = namespacesOf(objects);
    const answers = new MatrixAnswers({ ...real.access, identities }, placesOf(objects));

    // All rights of every identity, in every namespace.
    const everybody: Subject[] = Object.entries(identities).map(
      ([user, { roles: held, team }]) => ({
        user,
        holdings: held.map((role) => ({ team, role })),
      }),
    );
    const pairs = everybody.flatMap(({ holdings }) => groupsOf(holdings).slice(0, -1));
    expect(new Set(pairs).size).toBe(TEAMS * roles.length);
    const lists = await compareRules(client, answers, everybody, namespaces);
    told(`all rights of ${everybody.length} identities`, lists);
    expect(lists.mismatches).toEqual([]);

    // Every verb on what the matrix speaks of and what gives more rights, for every role of a team.
    const named = new Set(
      Object.values(KUBERNETES_RIGHTS).flatMap((rights) => rights.flatMap((one) => one.resources)),
    );
    const about = (await questions(client)).filter(
      ({ resource, group = "" }) =>
        named.has(resource) || resource.includes("/") || group.startsWith("rbac."),
    );
    const asked = [...namespaces, undefined].flatMap((namespace) =>
      about.map((deed): Deed => (namespace === undefined ? deed : { ...deed, namespace })),
    );
    const asking = roles.map((role) => ({ user: role, holdings: [{ team: "team-0", role }] }));
    const single = await askEverything(client, answers, asking, asked);
    told(`questions of ${asking.length} roles`, single);
    expect(single.mismatches).toEqual([]);

    const tookMs = Date.now() - started;
    console.log(`proven in ${(tookMs / 1000).toFixed(1)} s`);
    expect(tookMs).toBeLessThan(LIMIT_MS);
  });
});
