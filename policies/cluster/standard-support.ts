import type * as aws from "@pulumi/aws";
import * as z from "zod";
import { known, UNKNOWN, UNKNOWN_VALUE, UnknownValueError } from "../engine/known";
import type { Inputs } from "../engine/subject";
import { resourceRule } from "../engine/rule";

/**
 * Version → the day on which its standard support ends. 1.29 to 1.34: the release calendar of
 * awsdocs/amazon-eks-user-guide at 01385604 (latest/ug/versioning/kubernetes-versions.adoc); 1.35:
 * https://endoflife.date/amazon-eks. `aws eks describe-cluster-versions` tells of later ones.
 */
const ENDS: Readonly<Record<string, string>> = {
  "1.29": "2025-03-23",
  "1.30": "2025-07-23",
  "1.31": "2025-11-26",
  "1.32": "2026-03-23",
  "1.33": "2026-07-29",
  "1.34": "2026-12-02",
  "1.35": "2027-03-27",
};

const config = z.object({
  standard_support_ends: z
    .record(z.string(), z.string())
    .default(ENDS)
    .describe(
      "Kubernetes version → the day, YYYY-MM-DD, on which EKS ends its standard support. A version newer than all of them is taken for supported.",
    ),
});

export const clusterStandardSupport = resourceRule<
  Inputs<aws.eks.ClusterArgs>,
  z.output<typeof config>
>({
  id: "cluster-standard-support",
  checks: ["EKS-4"],
  severity: "high",
  level: "posture",
  description:
    "A cluster runs a Kubernetes version in standard support, and never slips into extended support.",
  why: "Extended support costs a multiple of the cluster's price an hour, and begins by itself. At its end AWS upgrades the cluster on a day that nobody here chose.",
  remediation:
    "Set `cluster.version` in the stack file to a version in standard support, or null for the newest. Leave `upgradePolicy.supportType` STANDARD, as the component Cluster has it.",
  types: ["aws:eks/cluster:Cluster"],
  config,
  check: ({ props }, report, { config: settings, now }) => {
    // EXTENDED is EKS's default: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
    const support = known(() => props.upgradePolicy?.supportType ?? "EXTENDED");
    if (support !== "STANDARD" && support !== UNKNOWN) {
      report(
        `upgradePolicy.supportType is ${support}; expected STANDARD, which keeps out of extended support. Set it.`,
      );
    }
    const version = known(() => props.version);
    if (version !== undefined && version !== UNKNOWN) {
      const ended = endOf(version, settings.standard_support_ends, now);
      if (ended !== undefined) {
        report(
          `Kubernetes ${version} ${ended}. Set cluster.version in the stack file to a newer one, one minor version at a time.`,
        );
      }
    } else if (support === UNKNOWN) {
      // Neither tells: this says so.
      throw new UnknownValueError(UNKNOWN_VALUE, ["upgradePolicy", "supportType"]);
    }
  },
});

/** Why a version is not in standard support, or undefined where it is. */
function endOf(
  version: string,
  ends: Readonly<Record<string, string>>,
  now: Date,
): string | undefined {
  const end = ends[version];
  if (end !== undefined) {
    return now.toISOString().slice(0, 10) >= end ? `left standard support on ${end}` : undefined;
  }
  const oldest = Math.min(...Object.keys(ends).map(minor));
  return minor(version) < oldest ? "left standard support long ago" : undefined;
}

function minor(version: string): number {
  return Number(version.split(".")[1]);
}
