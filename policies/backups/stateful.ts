import { isSet } from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";

/** A kind of resource that holds data and that AWS Backup knows. */
export interface Kind {
  /** What a person calls it. */
  readonly what: string;
  /** Its ARN with a name of no matter; `*` stands for region and account. */
  readonly arn: string;
  /** What restore tests call it. https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingSelectionForCreate.html */
  readonly tested: string;
}

const bucket: Kind = { what: "bucket", arn: "arn:aws:s3:::name", tested: "S3" };
const fileSystem: Kind = {
  what: "file system",
  arn: "arn:aws:fsx:*:*:file-system/name",
  tested: "FSx",
};
const cluster = (tested: string): Kind => ({
  what: "database cluster",
  arn: "arn:aws:rds:*:*:cluster:name",
  tested,
});

export const BUCKETS: readonly string[] = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

/** What AWS Backup can protect: https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html */
export const STATEFUL: Readonly<Record<string, Kind>> = {
  "aws:rds/instance:Instance": {
    what: "database",
    arn: "arn:aws:rds:*:*:db:name",
    tested: "RDS",
  },
  "aws:rds/cluster:Cluster": cluster("Aurora"),
  "aws:docdb/cluster:Cluster": cluster("DocumentDB"),
  "aws:neptune/cluster:Cluster": cluster("Neptune"),
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketV2:BucketV2": bucket,
  "aws:efs/fileSystem:FileSystem": {
    what: "file system",
    arn: "arn:aws:elasticfilesystem:*:*:file-system/name",
    tested: "EFS",
  },
  "aws:ebs/volume:Volume": {
    what: "volume",
    arn: "arn:aws:ec2:*:*:volume/name",
    tested: "EBS",
  },
  "aws:dynamodb/table:Table": {
    what: "table",
    arn: "arn:aws:dynamodb:*:*:table/name",
    tested: "DynamoDB",
  },
  "aws:fsx/lustreFileSystem:LustreFileSystem": fileSystem,
  "aws:fsx/ontapFileSystem:OntapFileSystem": fileSystem,
  "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": fileSystem,
  "aws:fsx/windowsFileSystem:WindowsFileSystem": fileSystem,
};

type TaggedProps = Readonly<{
  tags?: Readonly<Record<string, string>>;
  engine?: string;
}>;

/** Everything whose data is promised, with its kind. */
export function eachPromised(
  stack: Stack,
  judge: (resource: StackResource<TaggedProps>, kind: Kind) => void,
): void {
  for (const [type, kind] of Object.entries(STATEFUL)) {
    stack.each<TaggedProps>(type, (resource) => {
      if (isPromised(stack, resource)) judge(resource, kindOf(resource, kind));
    });
  }
}

/** A Multi-AZ cluster of RDS is tested as RDS, an Aurora one as Aurora. */
function kindOf({ type, props }: StackResource<TaggedProps>, kind: Kind): Kind {
  return type === "aws:rds/cluster:Cluster" && !(props.engine ?? "").startsWith("aurora")
    ? { ...kind, tested: "RDS" }
    : kind;
}

/**
 * Data that somebody would miss. A copy of something else is not: the original is backed up. A bucket
 * may say by its tag that it is operational, such as one of logs, but the platform's own may not;
 * databases, volumes and file systems may never, since "operational" is also what nobody thought about.
 */
function isPromised(stack: Stack, resource: StackResource<TaggedProps>): boolean {
  const { props, type } = resource;
  if (!BUCKETS.includes(type)) {
    return !isSet(props, "replicateSourceDb") && !isSet(props, "replicationSourceIdentifier");
  }
  if (isReplica(stack, resource) || receivesLogs(stack, resource)) return false;
  if (lies(resource, "towpath:data:Buckets")) return true;
  return tagOf(resource, "towpath:data-class") !== "operational";
}

/** The end of a replication: what it holds lies in another bucket, too. */
function isReplica(stack: Stack, bucket: StackResource): boolean {
  return (
    stack.partsOf(bucket, "aws:s3/bucketReplicationConfig:BucketReplicationConfig", "rules")
      .length > 0
  );
}

function receivesLogs(stack: Stack, bucket: StackResource): boolean {
  return stack.partsOf(bucket, "aws:s3/bucketLogging:BucketLogging", "targetBucket").length > 0;
}

/** Is a component of this type above it? */
function lies(resource: StackResource, type: string): boolean {
  for (let above = resource.parent; above !== undefined; above = above.parent) {
    if (above.type === type) return true;
  }
  return false;
}

/** A tag, of the resource itself or of everything that its provider makes. */
export function tagOf(
  { props, provider }: StackResource<TaggedProps>,
  key: string,
): string | undefined {
  return props.tags?.[key] ?? defaultTags(provider?.props.defaultTags)?.[key];
}

/** The SDK hands structures to providers as JSON text. */
function defaultTags(given: unknown): Readonly<Record<string, string>> | undefined {
  const read: unknown = typeof given === "string" ? JSON.parse(given) : given;
  return (read as { tags?: Readonly<Record<string, string>> } | undefined)?.tags;
}
