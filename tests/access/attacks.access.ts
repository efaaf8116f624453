import { beforeAll, describe, expect, test } from "vitest";
import { loadStacks } from "../../components/config/load";
import type { ApiClient } from "../cluster/api-client";
import type { Manifest } from "../cluster/manifest";
import { describeOnCluster, previewOf } from "../cluster/on-cluster";
import { allowed, serviceAccount } from "../cluster/reviews";
import { CHECKOUT } from "../preview-run";
import { applyAll, namespacesOf, placesOf, rightsObjects } from "./cluster-under-test";
import { groupsOf, MatrixAnswers } from "./matrix-answers";
import { compareRules, type Subject } from "./prove";

const RBAC = "rbac.authorization.k8s.io";
const { access, teams } = loadStacks(CHECKOUT);
const roles = Object.keys(access.roles ?? {});
const FORBIDDEN = { status: 403, reason: "Forbidden" };

describeOnCluster("on a cluster with the rights of the matrix", (plane) => {
  let client: ApiClient;
  let objects: Manifest[];
  /** The API as somebody with a role in a team. */
  const as = (role: string, team = "support-ml") => {
    return client.as("mallory", groupsOf([{ team, role }]));
  };

  beforeAll(async () => {
    ({ client } = plane());
    objects = rightsObjects(await previewOf("local"));
    await applyAll(client, objects);
  });

  describe.each(roles)("a %s", (role) => {
    const binding = (kind: string, to: object): Manifest => ({
      apiVersion: `${RBAC}/v1`,
      kind,
      metadata: { name: "mine" },
      roleRef: { apiGroup: RBAC, ...to },
      subjects: [{ apiGroup: RBAC, kind: "User", name: "mallory" }],
    });
    const inTeam = `/apis/${RBAC}/v1/namespaces/support-ml`;

    test("binds no role to themselves, not even one that they hold", async () => {
      const held = objects.find(({ kind }) => kind === "Role")?.metadata?.name ?? "";
      for (const to of [
        { kind: "ClusterRole", name: "cluster-admin" },
        { kind: "ClusterRole", name: "view" },
        { kind: "Role", name: held },
      ]) {
        await expect(
          as(role).create(`${inTeam}/rolebindings`, binding("RoleBinding", to)),
        ).rejects.toMatchObject(FORBIDDEN);
      }
      const all = binding("ClusterRoleBinding", { kind: "ClusterRole", name: "cluster-admin" });
      await expect(
        as(role).create(`/apis/${RBAC}/v1/clusterrolebindings`, all),
      ).rejects.toMatchObject(FORBIDDEN);
      // The administrator can: what stops it is who asks, not what is asked.
      const mine = binding("RoleBinding", { kind: "ClusterRole", name: "view" });
      await client.create(`${inTeam}/rolebindings`, mine);
      await client.remove({ ...mine, metadata: { name: "mine", namespace: "support-ml" } });
    });

    test("adds themselves to no binding and no rule to a Role that is there", async () => {
      for (const object of objects.filter(({ apiVersion }) => apiVersion.startsWith(RBAC))) {
        const subjects = [{ apiGroup: RBAC, kind: "User", name: "mallory" }];
        const rules = [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }];
        const fields = object.kind.endsWith("Binding") ? { subjects } : { rules };
        await expect(as(role).patch(object, fields)).rejects.toMatchObject(FORBIDDEN);
      }
    });

    test("reads no Secret: another team's, the platform's, or the own team's", async () => {
      for (const namespace of ["platform", "tracking", "serving", "support-ml"]) {
        const secret = {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "tracking-login", namespace },
        };
        await client.apply({ ...secret, stringData: { password: "not-a-password" } });
        await expect(as(role).get(secret)).rejects.toMatchObject(FORBIDDEN);
        await expect(as(role).list("v1", "Secret", namespace)).rejects.toMatchObject(FORBIDDEN);
        expect(await client.get(secret)).toHaveProperty("data.password");
        await client.remove(secret);
      }
    });

    test("takes nobody else's place, and no token of an account", async () => {
      const token = "/api/v1/namespaces/support-ml/serviceaccounts/default/token";
      const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
      await expect(as(role).create(token, request)).rejects.toMatchObject(FORBIDDEN);
      for (const resource of ["users", "groups", "serviceaccounts"]) {
        const who = { user: "mallory", groups: groupsOf([{ team: "support-ml", role }]) };
        expect(await allowed(client, who, { verb: "impersonate", resource })).toBe(false);
      }
    });
  });

  test("whoever rotates a login never sees what is in it, be it a token of an account", async () => {
    const login: Manifest = {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/service-account-token",
      metadata: {
        name: "tracking-login",
        namespace: "support-ml",
        annotations: { "kubernetes.io/service-account.name": "default" },
      },
    };
    const petra = as("platform-owner", "platform");
    const made = await petra.create("/api/v1/namespaces/support-ml/secrets", login);
    expect(made).not.toHaveProperty("data.token");
    await client.until("the token is there", async () => {
      const { data } = ((await client.get(login)) ?? {}) as { data?: { token?: string } };
      return data?.token;
    });
    await expect(petra.get(login)).rejects.toMatchObject(FORBIDDEN);
    await expect(petra.patch(login, { metadata: {} })).rejects.toMatchObject(FORBIDDEN);
    await client.remove(login);
  });

  const deed = { verb: "list", group: "batch", resource: "jobs", namespace: "support-ml" };

  // Whoever starts a job may start it as any account of the namespace.
  test.each(["default", "jobs"])(
    "a job as the account %s gives its starter nothing",
    async (name) => {
      for (const { namespace } of Object.values(teams)) {
        for (const wanted of [
          deed,
          { verb: "get", resource: "secrets" },
          { verb: "create", resource: "pods" },
          { verb: "create", group: RBAC, resource: "rolebindings" },
        ]) {
          const where = { ...wanted, namespace };
          expect(await allowed(client, serviceAccount(namespace, name), where)).toBe(false);
          expect(await allowed(client, { user: "root", groups: ["system:masters"] }, where)).toBe(
            true,
          );
        }
      }
    },
  );

  test.each([
    "towpath:support-ml:developer ",
    " towpath:support-ml:developer",
    "towpath:support-ml:developer\n",
    "towpath:support-ml:developer\u0000",
    "towpath:support-ml:developer:platform-owner",
    "towpath:support-ml:Developer",
    "Towpath:support-ml:developer",
    "towpath:support-ml",
    "towpath:*:developer",
    "towpath:support-ml:*",
    "towpath::developer",
    "towpath:support-ml:dev%65loper",
    "towpath:suppοrt-ml:developer",
    "towpath:support-ml,towpath:platform:platform-owner",
    "*",
  ])("the group %j is nobody's", async (group) => {
    const ask = (...groups: string[]) => allowed(client, { user: "mallory", groups }, deed);
    expect(await ask(group)).toBe(false);
    // The group that it imitates can.
    expect(await ask("towpath:support-ml:developer")).toBe(true);
    expect(await ask("towpath:platform:developer", group)).toBe(false);
  });

  test("a group's name is no user's: a login that is spelt so may do nothing", async () => {
    const user = "towpath:support-ml:platform-owner";
    expect(await allowed(client, { user, groups: ["system:authenticated"] }, deed)).toBe(false);
  });

  test("a binding that slips in is found, wherever it is", async () => {
    const dana: Subject = {
      user: "dana",
      holdings: [{ team: "support-ml", role: "developer" }],
    };
    const answers = new MatrixAnswers(access, placesOf(objects));
    const proof = () => compareRules(client, answers, [dana], namespacesOf(objects));
    expect((await proof()).mismatches).toEqual([]);
    const slipped: Manifest = {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: "slipped-in" },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: "system:node-proxier" },
      subjects: [{ apiGroup: RBAC, kind: "Group", name: "towpath:support-ml:developer" }],
    };
    await client.apply(slipped);
    const { mismatches } = await client.until("the authorizer knows the binding", async () => {
      const found = await proof();
      return found.mismatches.length > 0 ? found : undefined;
    });
    expect(mismatches).toContain("dana: list /services in support-ml: the cluster alone says yes");
    await client.remove(slipped);
  });

  test("a Role that somebody takes away is missed", async () => {
    const lost = objects.find(
      ({ kind, metadata }) => kind === "RoleBinding" && metadata?.namespace === "support-ml",
    );
    if (lost === undefined) throw new Error("nothing is bound in support-ml");
    const answers = new MatrixAnswers(access, placesOf(objects));
    const everyRole = roles.map((role): Subject => ({
      user: role,
      holdings: [{ team: "support-ml", role }],
    }));
    await client.remove(lost);
    const { mismatches } = await client.until("the authorizer knows that it is gone", async () => {
      const found = await compareRules(client, answers, everyRole, namespacesOf(objects));
      return found.mismatches.length > 0 ? found : undefined;
    });
    expect(mismatches.join("\n")).toMatch(/in support-ml: the matrix alone says yes/);
    await client.apply(lost);
  });
});
