import { stackRule } from "../engine/rule";
import { NETWORK_POLICY, type ObjectProps, placeOf } from "../reading/objects";
import { judgeEach } from "../reading/judge-each";
import { podsOf } from "../reading/pods";
import { type Selector, selects } from "../reading/selector";
import { recoveryJobs } from "./recovery-jobs";

type PolicyProps = ObjectProps & {
  readonly spec?: {
    readonly podSelector?: Selector;
    readonly egress?: readonly {
      readonly ports?: readonly { readonly port?: number | string; readonly endPort?: number }[];
    }[];
  };
};

/** PostgreSQL's, on RDS and in a cluster. */
const DATABASE_PORT = 5432;

/** A second promise about the same pods as tenancy-network-isolation: not only that there is a policy. */
export const drillApart = stackRule({
  id: "backups-drill-apart",
  checks: ["BKP-1"],
  severity: "high",
  level: "posture",
  description: "A drill has no way to the live database.",
  why: "A restore that reaches what is in use can prove itself by the live data instead of the backup, or write over it.",
  remediation:
    "Leave port 5432, and rules without ports, out of the drill's NetworkPolicy; components/data/recovery/drill-job.ts declares it with names, the backups' store and the reports' alone.",
  check: (stack, report) => {
    for (const drill of recoveryJobs(stack, "drill")) {
      stack.decide(drill, () => {
        const place = placeOf(stack, drill);
        const labels = podsOf(drill)?.metadata?.labels ?? {};
        stack.each<PolicyProps>(NETWORK_POLICY, (policy) => {
          const { spec } = policy.props;
          if (placeOf(stack, policy) !== place) return;
          if (!selects(spec?.podSelector ?? {}, labels)) return;
          judgeEach(spec?.egress, ({ ports = [] }) => {
            if (ports.length > 0 && !ports.some(reachesDatabase)) return;
            report(
              policy,
              `The pods of a drill may connect to ${ports.length === 0 ? "every port" : `port ${DATABASE_PORT}`}, the live database's among them; expected no way to it. Take the rule out.`,
            );
          });
        });
      });
    }
  },
});

/** A name of a port may stand for any number. */
function reachesDatabase({ port, endPort }: { port?: number | string; endPort?: number }): boolean {
  if (typeof port !== "number") return true;
  return port <= DATABASE_PORT && DATABASE_PORT <= (endPort ?? port);
}
