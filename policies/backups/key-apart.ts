import { DRILL_SECRETS } from "../../components/config/recovery-labels";
import { known } from "../engine/known";
import { stackRule } from "../engine/rule";
import { containersOf, podsOf, type PodSpec } from "../reading/pods";
import { isPart, workloadsOf } from "./recovery-jobs";

/** The parts of a pod that can bring a Secret into it. */
interface Mounting {
  readonly volumes?: readonly {
    readonly secret?: { readonly secretName?: string };
    readonly projected?: {
      readonly sources?: readonly { readonly secret?: { readonly name?: string } }[];
    };
  }[];
}

interface Reading {
  readonly env?: readonly {
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name?: string } };
  }[];
  readonly envFrom?: readonly { readonly secretRef?: { readonly name?: string } }[];
}

/** Whoever writes backups cannot read them: docs/decisions/0010-backups.md. */
export const keyApart = stackRule({
  id: "backups-key-apart",
  checks: ["BKP-1"],
  severity: "high",
  level: "posture",
  description:
    "Only the pods of a drill are given its keys: what opens backups, and what signs reports.",
  why: "Backups are encrypted so that whoever breaks into the pod that writes them, or into its store, reads nothing. With the key beside it the encryption is decoration. Whoever has the key that signs can say that a drill passed, and promotions rely on it.",
  remediation:
    "Take the Secrets backup-identity and drill-signing-key out of the pod: a backup needs BACKUP_RECIPIENT alone, the public key. Restores run in the drill's pod.",
  check: (stack, report) => {
    for (const workload of workloadsOf(stack)) {
      stack.decide(workload, () => {
        const spec = podsOf(workload)?.spec;
        if (spec === undefined || isPart(workload, "drill")) return;
        const taken = DRILL_SECRETS.find((secret) => takesSecret(spec, secret));
        if (taken === undefined) return;
        report(
          workload,
          `Its pods are given the Secret ${taken}; expected it in the drill's pods alone. Take it out.`,
        );
      });
    }
  },
});

/** The Secrets have fixed names: one that only a deployment tells is another. */
function takesSecret(spec: PodSpec, secret: string): boolean {
  const isKey = (name: () => unknown) => known(name) === secret;
  const mounts = (spec as Mounting).volumes?.some(
    ({ secret, projected }) =>
      isKey(() => secret?.secretName) ||
      projected?.sources?.some((source) => isKey(() => source.secret?.name)),
  );
  const reads = containersOf(spec).some((container) => {
    const { env, envFrom } = container as Reading;
    return (
      env?.some(({ valueFrom }) => isKey(() => valueFrom?.secretKeyRef?.name)) === true ||
      envFrom?.some(({ secretRef }) => isKey(() => secretRef?.name)) === true
    );
  });
  return mounts === true || reads;
}
