import { PRICES, REGION } from "../../components/config/cost/testing";
import { contextOf, type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { budget } from "./budget";

const ROOT = "pulumi:pulumi:Stack towpath-prod";
const STACK: Given = { type: "pulumi:pulumi:Stack", name: "towpath-prod" };
const NODES: Given = { type: "towpath:nodes:NodePools", name: "nodes" };
const provider = { region: REGION };

/** A pool of machines for ten cents an hour, $73 a month each, without disks. */
function pool(max: unknown): readonly Given[] {
  return [
    STACK,
    NODES,
    {
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      name: "template",
      parent: "nodes",
      props: { blockDeviceMappings: [], userData: UNKNOWN_VALUE },
      provider,
    },
    {
      type: "aws:eks/nodeGroup:NodeGroup",
      name: "group",
      parent: "nodes",
      props: {
        instanceTypes: ["m6i.xlarge"],
        scalingConfig: { minSize: 1, maxSize: max },
        subnetIds: [UNKNOWN_VALUE],
        launchTemplate: { id: UNKNOWN_VALUE },
      },
      from: { launchTemplate: ["template"] },
      provider,
    },
  ];
}

const { environment, stacks } = contextOf();
const prices = { ...stacks, prices: PRICES };
const within = (budget_usd_month: number) => ({
  environment: { ...environment, budget_usd_month } as typeof environment,
  stacks: prices,
});

ruleCases(budget, {
  compliant: {
    "a month at the budget": { given: pool(10), context: within(730) },
    "nothing that costs": { given: STACK },
    "what costs nothing that is known": {
      given: [STACK, { type: "aws:s3/bucket:Bucket", provider }],
    },
    "a cluster of one's own": {
      given: [STACK, { type: "kubernetes:core/v1:Service" }],
      environment: "local",
    },
  },
  violating: {
    "a dollar over the budget": {
      given: pool(10),
      context: within(729),
      at: [ROOT],
      says: /^An estimated month costs up to \$730, \$1 over the budget of \$729; the most is nodes \(up to \$730\)\. .+budget_usd_month in stacks\/Pulumi\.prod\.yaml\.$/,
    },
    "a dear part among others, and one that has no price": {
      given: [
        ...pool(2000),
        { type: "aws:kms/key:Key", name: "key", provider },
        { type: "aws:redshift/cluster:Cluster", name: "warehouse", provider },
      ],
      context: within(730),
      at: [ROOT],
      says: /up to \$146,001, \$145,271 over .+ nodes \(up to \$146,000\), \(outside components\) \(up to \$1\), without 1 that no price is known of/,
    },
    "AWS in an environment that has no budget": {
      given: [
        { ...STACK, name: "towpath-local" },
        { type: "aws:kms/key:Key", name: "key", provider },
      ],
      environment: "local",
      context: { stacks: prices },
      at: ["pulumi:pulumi:Stack towpath-local"],
      says: /^An estimated month costs up to \$1, and local has no budget/,
    },
  },
  undecided: {
    "a pool whose size only a deployment knows": {
      given: pool(UNKNOWN_VALUE),
      context: within(730),
    },
  },
});
