import type { PreviewReport } from "../../apps/cli/preview/report";
import type { ApiClient } from "../cluster/api-client";
import type { Manifest } from "../cluster/manifest";
import { objectsOf } from "../cluster/previewed-objects";
import type { MatrixPlace, MatrixPlaces } from "./matrix-answers";

const RBAC = "rbac.authorization.k8s.io/v1";

/** Namespaces of Kubernetes' own: there in every cluster, and no place of the matrix. */
const KUBERNETES = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** What decides about rights among all that an environment declares: namespaces, roles, bindings. */
export function rightsObjects(report: PreviewReport): Manifest[] {
  return objectsOf(report).filter(
    ({ apiVersion, kind }) => kind === "Namespace" || apiVersion === RBAC,
  );
}

/** Applies them, one after the other, as the program makes them. */
export async function applyAll(client: ApiClient, objects: readonly Manifest[]): Promise<void> {
  for (const object of objects) await client.apply(object);
}

/** Every namespace of the cluster, those of Kubernetes too. */
export function namespacesOf(objects: readonly Manifest[]): string[] {
  const declared = objects.filter(({ kind }) => kind === "Namespace");
  return [...KUBERNETES, ...declared.map(({ metadata }) => metadata?.name ?? "")].sort();
}

/** What each namespace is to the matrix. A team's says so in its label. */
export function placesOf(objects: readonly Manifest[]): MatrixPlaces {
  return Object.fromEntries(
    namespacesOf(objects).flatMap((name): [string, MatrixPlace][] => {
      if (name === "serving" || name === "tracking") return [[name, { kind: name }]];
      const namespace = objects.find(
        ({ kind, metadata }) => kind === "Namespace" && metadata?.name === name,
      );
      const team = namespace?.metadata?.labels?.["towpath.dev/team"];
      return team === undefined ? [] : [[name, { kind: "team", team }]];
    }),
  );
}
