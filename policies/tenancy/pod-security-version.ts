import { resourceRule } from "../engine/rule";
import { NAMESPACE, type ObjectProps } from "../reading/objects";

const LABEL = "pod-security.kubernetes.io/enforce-version";

/**
 * Where the label is absent, the API server takes the latest that it knows.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */
export const podSecurityVersion = resourceRule<ObjectProps>({
  id: "tenancy-pod-security-version",
  checks: ["K8S-7"],
  severity: "low",
  level: "advice",
  description:
    "A namespace enforces the Pod Security Standard of the cluster's own version: the label is absent, `latest`, or that version.",
  why: "Standards grow with Kubernetes. A namespace pinned to an old version admits what newer ones forbid, while its label still reads `restricted`.",
  remediation: `Remove the label \`${LABEL}\`, or set it to \`latest\` or to the \`cluster.version\` of the stack file.`,
  types: [NAMESPACE],
  check: ({ props }, report, { environment }) => {
    const pinned = props.metadata?.labels?.[LABEL];
    if (pinned === undefined || pinned === "latest") return;
    const own = environment.kind === "aws" ? environment.cluster.version : null;
    const expected = own === null ? "latest" : `latest or v${own}`;
    if (own !== null && pinned === `v${own}`) return;
    report(`label ${LABEL} is ${pinned}; expected ${expected}. Remove the label, or set it so.`);
  },
});
