import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KUBERNETES_RIGHTS } from "../../components/config/access/kubernetes-rights";
import type { Grant } from "../../components/config/access/grant-schema";
import { grantGroupOf, grantKeyOf } from "../../components/config/access/group-names";
import { loadStacks } from "../../components/config/load";
import type { ApiClient } from "../cluster/api-client";
import { type Manifest, titleOf } from "../cluster/manifest";
import { describeOnCluster, removeAll } from "../cluster/on-cluster";
import type { Deed } from "../cluster/reviews";
import { StacksProject } from "../cluster/stacks-project";
import { CHECKOUT } from "../preview-run";
import { applyAll, namespacesOf, placesOf, rightsObjects } from "./cluster-under-test";
import { MatrixAnswers } from "./matrix-answers";
import { askEverything, compareRules, type Subject, told } from "./prove";
import { questions } from "./questions";

/*
 * Grants on a real API server: the shipped files, where developers may ask for three more actions, and
 * Dana has one grant that is active, one that is over, and a request that nobody approved.
 */

const HOUR_MS = 60 * 60 * 1000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

const real = loadStacks(CHECKOUT);
const asking = (action: string) => ({
  ...real.access.matrix[action],
  developer: "request" as const,
});
const matrix = {
  ...real.access.matrix,
  "write-runs": asking("write-runs"),
  "deploy-service": asking("deploy-service"),
  "rotate-secrets": asking("rotate-secrets"),
};
const identities = {
  ...real.access.identities,
  // Of another team, with a login that looks like Dana's.
  "dana.b": { roles: ["developer"], team: "platform" },
};
const of = (action: string, requested: number, expires: number): Grant => ({
  identity: "dana",
  action,
  team: "support-ml",
  reason: "stands in for mira: - identity: eve",
  requested: inHours(requested),
  expires: inHours(expires),
});
const signed = (grant: Grant): Grant => ({
  ...grant,
  approver: "petra",
  approved: grant.requested,
});
const active = signed(of("rotate-secrets", -1, 8));
const shared = signed(of("deploy-service", -1, 8));
const over = signed(of("write-runs", -9, -1));
const pending = of("write-runs", -1, 8);

const file = (...grants: readonly Grant[]) =>
  JSON.stringify({ ...real.access, matrix, identities, grants });

const developer = (user: string, team: string): Subject => ({
  user,
  holdings: [{ team, role: "developer" }],
});
const lent = [active, shared].map(({ action, team }) => ({ action, team }));
const others = [
  developer("mallory", "support-ml"),
  developer("Dana", "support-ml"),
  developer("dana.b", "platform"),
  { user: "mira", holdings: [{ team: "support-ml", role: "model-owner" }] },
];

describeOnCluster("a grant in", (plane) => {
  let project: StacksProject;
  beforeAll(async () => {
    project = await StacksProject.make();
  });
  afterAll(() => {
    project.remove();
  });

  describe.each(["local", "dev"])("%s", (environment) => {
    // By login on a cluster of one's own, by a role for the grant on EKS.
    const dana: Subject = {
      ...developer("dana", "support-ml"),
      lent,
      ...(environment === "local" ? {} : { groups: [active, shared].map(grantGroupOf) }),
    };
    // Who comes in the way of the other kind of cluster, or with a name that only looks like it.
    const impostors: readonly Subject[] = [
      environment === "local"
        ? { user: "mallory", holdings: [], groups: [active, shared].map(grantGroupOf) }
        : developer("dana", "support-ml"),
      { user: grantGroupOf(active), holdings: [] },
      {
        user: "mallory",
        holdings: [],
        groups: [
          "towpath:grant:support-ml",
          "towpath:grant:support-ml:",
          "dana",
          grantKeyOf(active),
        ],
      },
    ];
    let client: ApiClient;
    let objects: Manifest[] = [];

    const compare = (...who: readonly Subject[]) =>
      compareRules(
        client,
        new MatrixAnswers({ ...real.access, matrix, identities }, placesOf(objects)),
        who,
        namespacesOf(objects),
      );
    /** What an update makes of these grants: applied, and what is gone from it removed. */
    const update = async (...grants: readonly Grant[]) => {
      project.write("stacks/access.yaml", file(...grants));
      const next = rightsObjects(await project.preview(environment));
      const names = new Set(next.map(titleOf));
      await removeAll(
        client,
        objects.filter((object) => !names.has(titleOf(object))),
      );
      await applyAll(client, next);
      objects = next;
    };

    beforeAll(async () => {
      ({ client } = plane());
      await update(active, shared, over, pending);
    });
    afterAll(async () => {
      await removeAll(client, objects);
    });

    test("gives its holder exactly its action's rights, in its team and in shared places", async () => {
      const proof = await compare(dana, ...others, ...impostors);
      told(`rights of holders of grants in ${environment}`, proof);
      expect(proof.mismatches).toEqual([]);
      // Without the grants the same list would be wrong: they do give something.
      const { mismatches } = await compare({ ...dana, lent: [] });
      expect(mismatches.length).toBeGreaterThan(5);
      expect(mismatches.filter((one) => / in (platform|tracking|default)/.test(one))).toEqual([]);
    });

    test("answers every question so, and no other", async () => {
      const named = new Set(
        Object.values(KUBERNETES_RIGHTS).flatMap((rights) =>
          rights.flatMap((one) => one.resources),
        ),
      );
      const about = (await questions(client)).filter(
        ({ resource, group = "" }) => named.has(resource) || group.startsWith("rbac."),
      );
      const asked = [...namespacesOf(objects), undefined].flatMap((namespace) =>
        about.map((deed): Deed => (namespace === undefined ? deed : { ...deed, namespace })),
      );
      const proof = await askEverything(
        client,
        new MatrixAnswers({ ...real.access, matrix, identities }, placesOf(objects)),
        [dana, ...others, ...impostors],
        asked,
      );
      told(`questions of holders of grants in ${environment}`, proof);
      expect(proof.mismatches).toEqual([]);
      expect(proof.cells).toBeGreaterThan(1000);
    });

    test("says in its binding who has it, why, by whose word and until when", async () => {
      const bindings = objects.filter(({ kind, metadata }) => {
        return kind === "RoleBinding" && metadata?.labels?.["towpath.dev/grant"] !== undefined;
      });
      expect(bindings.map(({ metadata }) => metadata?.namespace).sort()).toEqual([
        "serving",
        "support-ml",
      ]);
      const ours = bindings.find(
        ({ metadata }) => metadata?.labels?.["towpath.dev/grant"] === grantKeyOf(active),
      );
      if (ours?.metadata?.name === undefined) throw new Error("the grant has no binding");
      const { annotations } = (await client.get(ours))?.metadata as {
        annotations: Record<string, string>;
      };
      expect(annotations).toMatchObject({
        "towpath.dev/identity": "dana",
        "towpath.dev/reason": active.reason,
        "towpath.dev/approver": "petra",
        "towpath.dev/expires": active.expires,
      });
    });

    test("is gone with the update after its end", async () => {
      await update({ ...active, expires: inHours(-0.1) }, { ...shared, expires: inHours(-0.1) });
      const proof = await client.until("the authorizer knows that they are gone", async () => {
        const found = await compare({ ...dana, lent: [] }, ...others);
        return found.mismatches.length === 0 ? found : undefined;
      });
      expect(proof.granted).toBeGreaterThan(10);
    });
  });
});
