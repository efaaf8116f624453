import type { CostRule } from "./finding";
import { always } from "./range";
import { at, type CostResource } from "./resource";
import { metricAlarm, metricFilter, topic, trail } from "./rules-audit";
import {
  backupPlan,
  backupReports,
  bucket,
  bucketReplication,
  databaseInstance,
  encryptionKey,
  logGroup,
  registry,
  restoreTestingPlan,
  secret,
} from "./rules-data";
import { elasticIp, natGateway, vpcEndpoint } from "./rules-network";
import { NODE_GROUP, nodeGroup } from "./rules-nodes";

/** The control plane, while its version is in standard support. */
const cluster: CostRule = () => [
  {
    kind: "fixed",
    what: "EKS control plane, standard support",
    services: ["eks/cluster"],
    unit: "hour",
    quantity: always(1),
  },
];

/** Kubernetes makes the load balancer, and a controller of AWS the bill. */
const service: CostRule = (one) =>
  at(one.inputs, "spec.type") === "LoadBalancer"
    ? [{ kind: "unpriced", what: "load balancer", reason: "load balancers are not priced" }]
    : [];

const volumeClaim: CostRule = () => [
  {
    kind: "unpriced",
    what: "volume of a claim",
    reason: "its class and size are Kubernetes' to decide",
  },
];

/** What each type costs. */
export const COST_RULES: Readonly<Record<string, CostRule>> = {
  "aws:eks/cluster:Cluster": cluster,
  [NODE_GROUP]: nodeGroup,
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/eip:Eip": elasticIp,
  "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
  "aws:rds/instance:Instance": databaseInstance,
  "aws:kms/key:Key": encryptionKey,
  "aws:kms/replicaKey:ReplicaKey": encryptionKey,
  "aws:secretsmanager/secret:Secret": secret,
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": bucketReplication,
  "aws:backup/plan:Plan": backupPlan,
  "aws:backup/restoreTestingPlan:RestoreTestingPlan": restoreTestingPlan,
  "aws:backup/reportPlan:ReportPlan": backupReports,
  "aws:ecr/repository:Repository": registry,
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": metricFilter,
  "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm,
  "aws:cloudtrail/trail:Trail": trail,
  "aws:sns/topic:Topic": topic,
  "kubernetes:core/v1:Service": service,
  "kubernetes:core/v1:PersistentVolumeClaim": volumeClaim,
};

/**
 * Types that AWS sends no bill for by themselves: settings, rights and names of what has a rule
 * above. Whatever is neither here nor there is listed as unpriced, never taken for free.
 */
const FREE: readonly RegExp[] = [
  /^aws:iam\//,
  /^aws:ec2\/(vpc|subnet|routeTable|routeTableAssociation|route|internetGateway|networkAcl|networkAclRule|securityGroup|defaultSecurityGroup|vpcDhcpOptions|vpcEndpointRouteTableAssociation|vpcEndpointPolicy):/,
  // A template costs what is started from it; a flow log what it writes into a log group.
  /^aws:ec2\/(launchTemplate|flowLog):/,
  /^aws:vpc\/securityGroup(Ingress|Egress)Rule:/,
  /^aws:(kms\/alias|autoscaling\/tag|ecr\/(lifecyclePolicy|repositoryPolicy)):/,
  /^aws:eks\/(addon|accessEntry|accessPolicyAssociation|podIdentityAssociation):/,
  /^aws:backup\/(vault|vaultLockConfiguration|vaultNotifications|selection|restoreTestingSelection):/,
  // Rules on AWS's own events; what they pass on costs where it arrives.
  /^aws:cloudwatch\/(eventRule|eventTarget|logResourcePolicy):/,
  /^aws:(sns\/topic(Policy|Subscription)|ssm\/document):/,
  /^aws:rds\/(parameterGroup|subnetGroup):/,
  /^aws:secretsmanager\/secret(Version|Rotation|Policy):/,
  /^aws:s3\/bucket(LifecycleConfiguration|Logging|ObjectLockConfiguration|OwnershipControls|Policy|PublicAccessBlock|ServerSideEncryptionConfiguration|Versioning):/,
];

/** True where the type is known to cost nothing by itself. */
export function isFree(type: string): boolean {
  return !type.startsWith("aws:") || FREE.some((pattern) => pattern.test(type));
}

/** The rule of a resource; undefined for what costs nothing, or what nobody wrote a rule for. */
export function costRule({ type }: CostResource): CostRule | undefined {
  return Object.hasOwn(COST_RULES, type) ? COST_RULES[type] : undefined;
}
