import { all, comesFrom, gone, type Mutation, set, unset } from "../mutation";

/** Mistakes in what a month costs, and in what logs are kept. */
export const COST_AND_LOGGING: readonly Mutation[] = [
  {
    name: "every node has a disk of 16 TiB",
    at: "LaunchTemplate nodes-system-template",
    policy: "cost-budget",
    change: set("blockDeviceMappings.0.ebs.volumeSize", 16_384),
  },
  {
    name: "the month's budget is cut, and nothing is made smaller",
    at: "Stack towpath-prod",
    policy: "cost-budget",
    context: ({ environment }) =>
      environment.kind === "aws" ? { environment: { ...environment, budget_usd_month: 1000 } } : {},
  },
  {
    name: "flow logs are kept for a month",
    at: "LogGroup network-flow-logs",
    policy: "logging-retention",
    change: set("retentionInDays", 30),
  },
  {
    name: "the cluster's logs are kept for ever",
    at: "LogGroup cluster-logs",
    policy: "logging-retention",
    change: unset("retentionInDays"),
  },
  {
    name: "staging keeps its cluster's logs for a week",
    at: "LogGroup cluster-logs",
    environment: "staging",
    policy: "logging-retention",
    change: set("retentionInDays", 7),
  },
  {
    name: "the cluster's logs are encrypted with no key of ours",
    at: "LogGroup cluster-logs",
    policy: "logging-encryption",
    change: unset("kmsKeyId"),
  },
  {
    name: "EKS makes the log group of the cluster itself",
    at: "LogGroup cluster-logs",
    policy: "logging-cluster-log-group",
    // What EKS makes no filter watches.
    also: ["logging-alarms"],
    change: gone,
  },
  {
    name: "the log group is named after another cluster",
    at: "LogGroup cluster-logs",
    policy: "logging-cluster-log-group",
    change: all(set("name", "/aws/eks/other/cluster"), comesFrom({ name: [] })),
  },
  {
    name: "flow logs go to somebody else's log group",
    at: "FlowLog network-flow-logs-vpc",
    policy: "logging-flow-log-destination",
    change: all(
      set("logDestination", "arn:aws:logs:us-east-1:444455556666:log-group:theirs"),
      comesFrom({ logDestination: [] }),
    ),
  },
];
