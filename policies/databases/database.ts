import { isSet } from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";
import type { Subject } from "../engine/subject";

/** A database on its own. */
export const INSTANCE = "aws:rds/instance:Instance";
/** An Aurora cluster, or a Multi-AZ cluster of RDS. */
export const CLUSTER = "aws:rds/cluster:Cluster";
/** A member of an Aurora cluster. */
export const MEMBER = "aws:rds/clusterInstance:ClusterInstance";

/** What holds the data and its settings: an instance, or a cluster for all of its members. */
export const DATABASES = [INSTANCE, CLUSTER] as const;

/** The inputs of all three that rules read. */
export type DatabaseProps = Readonly<{
  autoMinorVersionUpgrade?: boolean;
  backupRetentionPeriod?: number;
  clusterIdentifier?: string;
  copyTagsToSnapshot?: boolean;
  dbClusterInstanceClass?: string;
  deleteAutomatedBackups?: boolean;
  deletionProtection?: boolean;
  enabledCloudwatchLogsExports?: readonly string[];
  engine?: string;
  iamDatabaseAuthenticationEnabled?: boolean;
  manageMasterUserPassword?: boolean;
  monitoringInterval?: number;
  multiAz?: boolean;
  performanceInsightsEnabled?: boolean;
  publiclyAccessible?: boolean;
  skipFinalSnapshot?: boolean;
  storageEncrypted?: boolean;
}>;

/** Follows another database: RDS takes backups and final snapshots of the one that it follows. */
export function isReplica({ props }: Subject<DatabaseProps>): boolean {
  return isSet(props, "replicateSourceDb") || isSet(props, "replicationSourceIdentifier");
}

/** The members of a cluster: those connected to it, and those that give its name as text. */
export function membersOf(stack: Stack, cluster: StackResource): readonly StackResource[] {
  const connected = stack.partsOf(cluster, MEMBER, "clusterIdentifier");
  if (connected.length > 0) return connected;
  return stack
    .ofType<DatabaseProps>(MEMBER)
    .filter((member) => clusterOf(stack, member) === cluster);
}

/** The cluster of a member, where this program makes it. */
export function clusterOf(
  stack: Stack,
  member: StackResource<DatabaseProps>,
): StackResource<DatabaseProps> | undefined {
  const source = stack.source(member, "clusterIdentifier", CLUSTER);
  if (source !== undefined) return source;
  // Connected to something else, the name is not ours to compare.
  if (member.propertyDependencies.clusterIdentifier?.length) return undefined;
  return stack
    .ofType<DatabaseProps>(CLUSTER)
    .find(
      ({ props }) =>
        isSet(props, "clusterIdentifier") &&
        props.clusterIdentifier === member.props.clusterIdentifier,
    );
}

/**
 * Whether a setting holds for a database that runs: its own, or for a member its cluster's.
 * Multi-AZ clusters have no members in the program; they are judged themselves.
 */
export function runningHas(
  stack: Stack,
  database: StackResource<DatabaseProps>,
  holds: (props: DatabaseProps) => boolean,
): boolean {
  if (holds(database.props)) return true;
  const cluster = database.type === MEMBER ? clusterOf(stack, database) : undefined;
  return cluster !== undefined && holds(cluster.props);
}

/** Everything that runs: instances, members, and Multi-AZ clusters, which have no members. */
export function eachRunning(
  stack: Stack,
  judge: (database: StackResource<DatabaseProps>) => void,
): void {
  stack.each<DatabaseProps>([INSTANCE, MEMBER], judge);
  stack.each<DatabaseProps>(CLUSTER, (cluster) => {
    if (isSet(cluster.props, "dbClusterInstanceClass")) judge(cluster);
  });
}
