import type * as aws from "@pulumi/aws";
import { isSet, known, UNKNOWN } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import type { Inputs } from "../engine/subject";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Whether its retention and key are right is for the rules on every log group. */
export const loggingClusterLogGroup = stackRule({
  id: "logging-cluster-log-group",
  checks: ["LOG-1", "EKS-3"],
  severity: "medium",
  level: "posture",
  description: "The log group that a cluster writes to is made here, before the cluster.",
  why: "A group that is not there EKS makes itself: unencrypted, kept for ever, and in nobody's stack.",
  remediation:
    "Make the cluster with the component Cluster; or give it a `name`, and make an aws.cloudwatch.LogGroup named /aws/eks/NAME/cluster.",
  check: (stack, report) => {
    stack.each<Inputs<aws.eks.ClusterArgs>>("aws:eks/cluster:Cluster", (cluster) => {
      if (known(() => cluster.props.enabledClusterLogTypes?.length) === 0) return;
      if (!isSet(cluster.props, "name") || !hasGroup(stack, cluster)) {
        report(
          cluster,
          "no log group of this stack is named after the cluster, so EKS makes one itself. Make /aws/eks/NAME/cluster.",
        );
      }
    });
  },
});

/**
 * Is there a group /aws/eks/NAME/cluster? Where the name is still to be made, a group whose own name
 * comes from the same resource, or from the cluster, is the one.
 */
function hasGroup(stack: Stack, cluster: StackResource<Inputs<aws.eks.ClusterArgs>>): boolean {
  const groups = stack.ofType<Inputs<aws.cloudwatch.LogGroupArgs>>(LOG_GROUP);
  const name = known(() => cluster.props.name);
  if (name !== UNKNOWN) {
    return groups.some(
      (group) => known(() => group.props.name) === `/aws/eks/${name ?? ""}/cluster`,
    );
  }
  const sources = [cluster as StackResource, ...(cluster.propertyDependencies.name ?? [])];
  return groups.some((group) =>
    (group.propertyDependencies.name ?? []).some((source) => sources.includes(source)),
  );
}
