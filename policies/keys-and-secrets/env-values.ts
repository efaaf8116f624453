import { isSecretKey } from "../../components/config/secret-literals";
import { isSet, known, UNKNOWN } from "../engine/known";
import { resourceRule } from "../engine/rule";
import {
  type Container,
  containerName,
  containersOf,
  podsOf,
  WORKLOADS,
  type WorkloadProps,
} from "../reading/pods";

/** Another variable of the container: `$(NAME)`. */
const REFERENCE = /^\$\([A-Za-z_][A-Za-z0-9_]*\)$/;

/** A value of `env` lies in the open in the Deployment, also where Pulumi knows it as a secret. */
export const envValues = resourceRule<WorkloadProps>({
  id: "keys-and-secrets-env-values",
  checks: ["SEC-1"],
  severity: "critical",
  level: "always",
  exemptible: "no",
  controls: ["NSA C-0012"],
  description: "No container gets a secret as the plain value of an environment variable.",
  why: "Everybody who may read Deployments may read it, and it is copied into every ReplicaSet, dump and diff. Only Secrets are encrypted in the cluster and guarded apart.",
  remediation:
    "Put the value into a `kubernetes.core.v1.Secret` and name it with `valueFrom: { secretKeyRef }`, or mount it as a file, as components/tracking/mlflow-secrets.ts does.",
  types: WORKLOADS,
  check: (workload, report) => {
    const pods = podsOf(workload);
    if (pods === undefined) return;
    for (const container of containersOf(pods.spec)) {
      for (const variable of container.env ?? []) {
        const { name = "" } = variable;
        if (!isSecretKey(name) || !hasValue(variable)) continue;
        report(
          `${containerName(container)} gets ${name} as a plain value; expected valueFrom.secretKeyRef. Put it into a Secret.`,
        );
      }
    }
  },
});

function hasValue(variable: NonNullable<Container["env"]>[number]): boolean {
  if (!isSet(variable, "value")) return false;
  const value = known(() => variable.value ?? "");
  return value === UNKNOWN || (value !== "" && !REFERENCE.test(value));
}
