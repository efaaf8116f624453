import type { ApiClient } from "../cluster/api-client";
import type { Deed } from "../cluster/reviews";

/** What RBAC can allow on any resource. */
const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

/**
 * What a list of kinds does not show: subresources, and what only authorizers know. Those that give
 * more rights than their name says are in
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/#kubernetes-rbac-privilege-escalation-risks
 */
const BESIDE: readonly Deed[] = [
  ...[
    "attach",
    "binding",
    "ephemeralcontainers",
    "eviction",
    "exec",
    "log",
    "portforward",
    "proxy",
    "status",
  ].map((part) => ({ verb: "", resource: `pods/${part}` })),
  ...["services/proxy", "serviceaccounts/token", "nodes/proxy", "namespaces/finalize"].map(
    (resource) => ({ verb: "", resource }),
  ),
  { verb: "", group: "apps", resource: "deployments/scale" },
  { verb: "", group: "batch", resource: "jobs/status" },
  { verb: "", group: "certificates.k8s.io", resource: "certificatesigningrequests/approval" },
];

const RBAC = "rbac.authorization.k8s.io";
/** Verbs of single resources. */
const SPECIAL: readonly Deed[] = [
  ...["roles", "clusterroles"].flatMap((resource) =>
    ["bind", "escalate"].map((verb) => ({ verb, group: RBAC, resource })),
  ),
  ...["users", "groups", "serviceaccounts"].map((resource) => ({ verb: "impersonate", resource })),
  { verb: "approve", group: "certificates.k8s.io", resource: "signers" },
  { verb: "sign", group: "certificates.k8s.io", resource: "signers" },
];

/** Secrets that a question names: a team's login in tracking, and any other. */
const SECRETS = ["tracking-login", "somebody-elses"];

/** Everything that can be asked about one namespace, or about the whole cluster. */
export async function questions(client: ApiClient): Promise<readonly Deed[]> {
  const kinds = await client.resources();
  const named = new Map(
    kinds.map(({ apiVersion, plural: resource }) => {
      const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
      return [`${group}/${resource}`, { group, resource }];
    }),
  );
  return [
    ...[...named.values(), ...BESIDE].flatMap((about) =>
      VERBS.map((verb): Deed => ({ ...about, verb })),
    ),
    ...SECRETS.flatMap((name) => VERBS.map((verb) => ({ verb, resource: "secrets", name }))),
    ...SPECIAL,
  ];
}

/** `verb group/resource name in namespace`, for messages. */
export function titleOfDeed({ verb, group = "", resource, name = "", namespace }: Deed): string {
  const what = `${verb} ${group}/${resource} ${name}`.trim();
  return `${what} in ${namespace ?? "the whole cluster"}`;
}
