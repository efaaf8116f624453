import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environmentNames, loadStacks } from "../../components/config/load";
import type { ApiClient } from "../cluster/api-client";
import type { Manifest } from "../cluster/manifest";
import { describeOnCluster, previewOf, removeAll } from "../cluster/on-cluster";
import { allowed, type Deed } from "../cluster/reviews";
import { CHECKOUT } from "../preview-run";
import { applyAll, namespacesOf, placesOf, rightsObjects } from "./cluster-under-test";
import { groupsOf, MatrixAnswers } from "./matrix-answers";
import { allowedToEverybody, askEverything, compareRules, type Subject, told } from "./prove";
import { questions } from "./questions";

const { access, teams } = loadStacks(CHECKOUT);
const roles = Object.keys(access.roles ?? {});

/** Each role in each team, whether somebody holds it or not. */
const everyRole: readonly Subject[] = Object.keys(teams).flatMap((team) =>
  roles.map((role) => ({ user: `${role} of ${team}`, holdings: [{ team, role }] })),
);

describeOnCluster("the access matrix in", (plane) => {
  describe.each(environmentNames(CHECKOUT))("%s", (environment) => {
    let client: ApiClient;
    let objects: Manifest[] = [];
    let answers: MatrixAnswers;
    let namespaces: string[];

    beforeAll(async () => {
      ({ client } = plane());
      objects = rightsObjects(await previewOf(environment));
      await applyAll(client, objects);
      namespaces = namespacesOf(objects);
      answers = new MatrixAnswers(access, placesOf(objects));
    });
    afterAll(async () => {
      await removeAll(client, objects);
    });

    test("is everything that a role may do, in every namespace", async () => {
      expect(Object.keys(placesOf(objects))).toEqual(
        [...Object.values(teams).map(({ namespace }) => namespace), "serving", "tracking"].sort(),
      );
      const proof = await compareRules(client, answers, everyRole, namespaces);
      told(`all rights in ${environment}`, proof);
      expect(proof.mismatches).toEqual([]);
      expect(proof.granted).toBeGreaterThan(100);
    });

    test("is bound to groups of the matrix in namespaces, and never in the whole cluster", async () => {
      const wide = await client.list("rbac.authorization.k8s.io/v1", "ClusterRoleBinding");
      const narrow = await client.list("rbac.authorization.k8s.io/v1", "RoleBinding");
      const bound = (bindings: readonly Manifest[]) =>
        bindings
          .flatMap(({ subjects }) => (subjects ?? []) as { kind: string; name: string }[])
          .filter(({ kind, name }) => kind === "Group" && name.startsWith("towpath:"))
          .map(({ name }) => name);
      expect(bound(wide)).toEqual([]);
      const known = everyRole.flatMap(({ holdings }) => groupsOf(holdings));
      expect(bound(narrow).filter((name) => !known.includes(name))).toEqual([]);
      expect(new Set(bound(narrow)).size).toBe(everyRole.length);
    });

    // The same Roles in every environment, as the lists above show: asked one by one in one of them.
    const one = environment === "local" ? test : undefined;
    one?.("is the answer to every question", async () => {
      const about = await questions(client);
      const asked = [...namespaces, undefined].flatMap((namespace) =>
        about.map((deed): Deed => (namespace === undefined ? deed : { ...deed, namespace })),
      );
      expect(about.length).toBeGreaterThan(400);
      const proof = await askEverything(client, answers, everyRole, asked);
      told(`questions in ${environment}`, proof);
      expect(proof.mismatches).toEqual([]);
      expect(proof.cells).toBe(everyRole.length * asked.length);

      // What everybody may do is Kubernetes' own: ask about oneself.
      const free = await allowedToEverybody(client, about);
      expect(free.map((title) => title.split(" ").slice(0, 2).join(" "))).toEqual([
        "create authentication.k8s.io/selfsubjectreviews",
        "create authorization.k8s.io/selfsubjectaccessreviews",
        "create authorization.k8s.io/selfsubjectrulesreviews",
      ]);
    });

    /*
     * By hand, so that what the matrix means is held too, and not only that it is passed on: the
     * table of docs/design.md, a line an example of each of its cells.
     */
    test.each([
      ["read-runs", { verb: "list", group: "batch", resource: "jobs" }, "dev mod plat lead"],
      ["read-runs", { verb: "get", resource: "pods/log" }, "dev mod plat lead"],
      ["write-runs", { verb: "create", group: "batch", resource: "jobs" }, "dev mod plat lead"],
      ["rotate-secrets", { verb: "create", resource: "secrets" }, "plat"],
      ["rotate-secrets", { verb: "delete", resource: "secrets", name: "tracking-login" }, "plat"],
      ["nothing", { verb: "get", resource: "secrets", name: "tracking-login" }, ""],
      ["nothing", { verb: "delete", resource: "secrets", name: "somebody-elses" }, ""],
      ["nothing", { verb: "create", resource: "pods/exec" }, ""],
      ["nothing", { verb: "delete", group: "batch", resource: "jobs" }, ""],
    ])("lets %s, in the team's own namespace: %j: %s", async (_, deed, holders) => {
      expect(await whoMay({ ...deed, namespace: "support-ml" }, "support-ml")).toBe(holders);
      // From another team: whoever reaches every team.
      const others = holders.includes("plat") ? "plat" : "";
      expect(await whoMay({ ...deed, namespace: "support-ml" }, "platform")).toBe(others);
    });

    test.each([
      ["deploy-service", "serving", { verb: "get", group: "apps", resource: "deployments" }],
      ["deploy-service", "serving", { verb: "create", resource: "pods/portforward" }],
    ])("lets %s see and reach %s, and change nothing: %j", async (_, namespace, deed) => {
      expect(await whoMay({ ...deed, namespace }, "support-ml")).toBe("mod plat");
      for (const verb of ["patch", "update", "delete"]) {
        expect(await whoMay({ ...deed, verb, namespace }, "support-ml")).toBe("");
      }
    });

    /** Those of a team who may: `dev mod plat lead`. */
    async function whoMay(deed: Deed, team: string): Promise<string> {
      const short = [
        ["developer", "dev"],
        ["model-owner", "mod"],
        ["platform-owner", "plat"],
        ["team-lead", "lead"],
      ] as const;
      const may = await Promise.all(
        short.map(([role]) =>
          allowed(client, { user: "somebody", groups: groupsOf([{ team, role }]) }, deed),
        ),
      );
      return short.flatMap(([, name], at) => (may[at] === true ? [name] : [])).join(" ");
    }
  });
});
