import type { Context } from "../engine/context";
import { type Report, resourceRule } from "../engine/rule";
import { NAMESPACE } from "../reading/objects";
import { type Metadata, podsOf, WORKLOADS, type WorkloadProps } from "../reading/pods";

const OWNERS = ["towpath.dev/owner", "towpath.dev/cost-center"];

/** Gatekeeper's `requiredlabels`, with values that stacks/ knows. */
export const labels = resourceRule<WorkloadProps>({
  id: "tenancy-labels",
  checks: ["K8S-7"],
  severity: "medium",
  level: "posture",
  description:
    "Namespaces, workloads and their pods are labelled with an active owner, a cost center, the service and this environment.",
  why: "The labels are how an alert finds its people and a node's bill its payer; without a valid one both end with nobody.",
  remediation:
    "Spread labelsOf(part) of components/config/tags.ts into metadata.labels, and into the pod template's. Owners are in stacks/ownership.yaml.",
  types: [NAMESPACE, ...WORKLOADS],
  check: (resource, report, context) => {
    const { type, props } = resource;
    judge("", props.metadata, report, context);
    // A bare Pod is its own template.
    if (type === NAMESPACE || type === "kubernetes:core/v1:Pod") return;
    const pods = podsOf(resource);
    if (pods !== undefined) judge("the pod template's ", pods.metadata, report, context);
  },
});

function judge(
  whose: string,
  metadata: Metadata | undefined,
  report: Report,
  { name, stacks }: Context,
): void {
  const found = metadata?.labels ?? {};
  for (const key of OWNERS) {
    const value = found[key];
    const owner = value === undefined ? undefined : stacks.ownership.owners[value];
    if (owner?.status === "active") continue;
    const problem =
      value === undefined
        ? "is missing"
        : `is ${value}, ${owner === undefined ? "whom stacks/ownership.yaml does not have" : "who is retired"}`;
    report(
      `${whose}label ${key} ${problem}; expected one of ${activeOwners(stacks.ownership.owners)}. Use labelsOf(part).`,
    );
  }
  const environment = found["towpath.dev/environment"];
  if (environment !== name) {
    report(
      `${whose}label towpath.dev/environment ${environment === undefined ? "is missing" : `is ${environment}`}; expected ${name}. Use labelsOf(part).`,
    );
  }
  if ((found["towpath.dev/service"] ?? "") === "") {
    report(
      `${whose}label towpath.dev/service is missing; expected what it is part of, such as tracking. Use labelsOf(part).`,
    );
  }
}

function activeOwners(owners: Context["stacks"]["ownership"]["owners"]): string {
  return Object.keys(owners)
    .filter((name) => owners[name]?.status === "active")
    .join(", ");
}
