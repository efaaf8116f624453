import { UNKNOWN, type Properties } from "./wire";

/** What a look-up knows about where it is asked. */
export interface LookupPlace {
  /** The region of the provider that would answer; undefined where it says none. */
  readonly region: string | undefined;
}

type Answer = (place: LookupPlace, args: Properties) => Properties;

/** Answers with these fields, all of them unknown. */
const unknown =
  (...fields: readonly string[]): Answer =>
  (_place, args) => ({ ...args, ...Object.fromEntries(fields.map((field) => [field, UNKNOWN])) });

/**
 * The providers' functions that a preview can answer without a cloud account: what follows from the
 * provider's region is known, the rest is unknown. Any other function is reported as a mistake, since
 * guessing its answer would make up the plan. Field names: the SDKs' result types.
 */
const LOOKUPS: Readonly<Record<string, Answer>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": unknown("accountId", "arn", "id", "userId"),
  "aws:index/getRegion:getRegion": ({ region = UNKNOWN }) => ({
    id: region,
    name: region,
    region,
    description: UNKNOWN,
    endpoint: UNKNOWN,
  }),
  "aws:index/getPartition:getPartition": ({ region }) => {
    const { id, dnsSuffix } = partitionOf(region);
    return {
      id,
      partition: id,
      dnsSuffix,
      reverseDnsPrefix: dnsSuffix.split(".").reverse().join("."),
    };
  },
  "aws:index/getAvailabilityZones:getAvailabilityZones": unknown(
    "id",
    "names",
    "zoneIds",
    "groupNames",
  ),
  "aws:index/getAvailabilityZone:getAvailabilityZone": unknown("id", "name", "zoneId", "region"),
  "aws:index/getService:getService": unknown("id", "dnsName", "serviceId", "partition"),
  "aws:index/getDefaultTags:getDefaultTags": unknown("id", "tags"),
  "aws:iam/getPolicyDocument:getPolicyDocument": unknown("id", "json", "minifiedJson"),
  "aws:iam/getPolicy:getPolicy": unknown("id", "arn", "policy"),
  "aws:iam/getRole:getRole": unknown("id", "arn", "assumeRolePolicy", "uniqueId"),
  "aws:iam/getSessionContext:getSessionContext": unknown("id", "issuerArn", "issuerName"),
  "aws:ec2/getAmi:getAmi": unknown("id", "arn", "imageId", "name", "rootDeviceName"),
  "aws:ec2/getInstanceType:getInstanceType": unknown("id", "gpus", "defaultVcpus", "memorySize"),
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": unknown("id", "instanceTypes"),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": unknown("id", "arn", "entries"),
  "aws:ec2/getPrefixList:getPrefixList": unknown("id", "cidrBlocks"),
  "aws:ec2/getVpcEndpointService:getVpcEndpointService": unknown("id", "serviceName"),
  "aws:ecr/getImage:getImage": unknown("id", "imageDigest", "imageUri"),
  "aws:eks/getAddonVersion:getAddonVersion": unknown("id", "version"),
  "aws:eks/getCluster:getCluster": unknown("id", "arn", "endpoint", "version", "identities"),
  "aws:eks/getClusterAuth:getClusterAuth": unknown("id", "token"),
  "aws:eks/getClusterVersions:getClusterVersions": unknown("id", "clusterVersions"),
  "aws:rds/getEngineVersion:getEngineVersion": unknown("id", "version", "versionActual"),
  "aws:rds/getOrderableDbInstance:getOrderableDbInstance": unknown("id", "instanceClass"),
  "aws:secretsmanager/getSecretVersion:getSecretVersion": unknown("id", "arn", "secretString"),
  "aws:servicequotas/getServiceQuota:getServiceQuota": unknown("id", "arn", "value"),
  "aws:ssm/getParameter:getParameter": unknown("id", "arn", "value", "insecureValue", "version"),
};

/** The functions that can be answered, for messages. */
export const LOOKUP_TOKENS: readonly string[] = Object.keys(LOOKUPS);

/** Answers a provider's function; undefined where nobody here can. */
export function lookup(
  token: string,
  place: LookupPlace,
  args: Properties,
): Properties | undefined {
  return LOOKUPS[token]?.(place, args);
}

/** AWS partitions by region prefix: docs.aws.amazon.com/whitepapers, "AWS Fault Isolation: Partitions". */
function partitionOf(region: string | undefined): { id: string; dnsSuffix: string } {
  if (region === undefined || region === UNKNOWN) return { id: UNKNOWN, dnsSuffix: UNKNOWN };
  if (region.startsWith("cn-")) return { id: "aws-cn", dnsSuffix: "amazonaws.com.cn" };
  if (region.startsWith("us-gov-")) return { id: "aws-us-gov", dnsSuffix: "amazonaws.com" };
  return { id: "aws", dnsSuffix: "amazonaws.com" };
}
