import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterRecoveryArgs,
  declareRecovery,
  type RecoveryTold,
} from "../composed/cluster-recovery";
import { TRACKING_PREFIX } from "../composed/artifact-folders";
import { namespace } from "../composed/namespace";
import type { AwsEnvironment } from "../config/environment";
import { recoveryNamespace } from "../config/alarms";
import { retentionOf } from "../config/retention/table";
import { labelsOf, tagsOf } from "../config/tags";
import type { Buckets } from "../data/buckets";
import { RECOVERY_NAMESPACE, type RecoveryPart } from "../config/recovery-labels";
import { backupPolicy, drillPolicy, type DrillFacts } from "../data/recovery/policies";
import type { RecoveryPod } from "../data/recovery/site";
import type { Keys } from "../foundation/keys";
import { egressTo } from "../tracking/site";
import { TO_AWS, TO_NAMES, TO_POD_IDENTITY } from "../workloads/network-rules";
import { PodIdentity } from "../workloads/pod-identity";
import { policyDocument } from "../workloads/policy-document";
import { WorkloadBoundary } from "../workloads/workload-boundary";
import { recoveryScratchOf } from "./aws-args";
import type { Compute } from "./compute";

export interface RecoveryOnAwsArgs extends ClusterRecoveryArgs {
  readonly environment: AwsEnvironment;
  readonly keys: Keys;
  readonly compute: Compute;
  readonly buckets: Buckets;
  /** CIDRs of the database's subnets. */
  readonly databaseCidrs: readonly pulumi.Input<string>[];
}

/** Where tracking's backups and the reports of drills lie in their buckets. */
const BACKUPS_PREFIX = "tracking";
const REPORTS_PREFIX = "drills";

/** Backups of tracking into the bucket `backups`, and drills of them, each with a role of its own. */
export class RecoveryOnAws extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:RecoveryOnAws";

  /** What the stack tells of them. */
  readonly told: RecoveryTold;

  constructor(name: string, args: RecoveryOnAwsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { provider, ready } = args.compute;
    super(RecoveryOnAws.__pulumiType, name, {}, { ...opts, providers: { kubernetes: provider } });
    const { buckets, dump, keys } = args;
    const { settings } = args.environment;
    const space = namespace(
      RECOVERY_NAMESPACE,
      { level: "restricted", labels: labelsOf(args.part) },
      { parent: this, provider },
    );
    const boundary = this.boundary(args);
    const pod = (part: RecoveryPart, egress: RecoveryPod["egress"]): RecoveryPod => ({
      identity: this.identity(part, space, boundary, args),
      store: {
        uri: pulumi.interpolate`s3://${buckets.backups.bucketName}/${BACKUPS_PREFIX}`,
        env: [],
        egress: [],
      },
      egress,
    });
    const outputs = declareRecovery(
      args,
      {
        namespace: space,
        artifactRoot: pulumi.interpolate`s3://${buckets.artifacts.bucketName}/${TRACKING_PREFIX}`,
        reports: pulumi.interpolate`s3://${buckets.reports.bucketName}/${REPORTS_PREFIX}`,
        metricsNamespace: recoveryNamespace(args.name),
        scratch: recoveryScratchOf(args.environment),
        after: ready,
        backup: pod(
          "backup",
          pulumi
            .all([pulumi.all([...args.databaseCidrs]), dump.port])
            .apply(([cidrs, port]) => egressTo(cidrs, port)),
        ),
        // The ways out are the backup's but one: not to the database.
        drill: pod("drill", [TO_NAMES, TO_AWS, TO_POD_IDENTITY]),
        vault: {
          description: "Backups of tracking: the private key that opens them",
          kmsKeyArn: keys.arns.secrets,
          recoveryDays: retentionOf(settings).deletedSecretDays,
          rotation: "new-key",
          // For the day on which the state is lost too; break-glass reads it then.
          readers: [],
          tags: tagsOf(args.part),
        },
      },
      this,
    );
    this.told = { ...outputs, namespace: space };
    this.registerOutputs({ recipient: outputs.recipient });
  }

  /** The most that the two roles could have. */
  private boundary({ buckets, compute, environment, keys, part, ...args }: RecoveryOnAwsArgs) {
    return new WorkloadBoundary(
      "recovery-boundary",
      {
        clusterArn: compute.cluster.arn,
        readArns: [buckets.artifacts.arn, buckets.backups.arn, buckets.reports.arn],
        writtenArns: [buckets.reports.arn, buckets.backups.arn],
        deletedArn: buckets.backups.arn,
        metricsNamespace: recoveryNamespace(args.name),
        kmsKeyArn: keys.arns.data,
        regions: environment.regions_allowed,
        tags: tagsOf(part),
      },
      { parent: this },
    ).arn;
  }

  private identity(
    part: RecoveryPart,
    space: pulumi.Output<string>,
    permissionsBoundary: pulumi.Input<string>,
    args: RecoveryOnAwsArgs,
  ): RecoveryPod["identity"] {
    const { buckets, compute, keys } = args;
    const drilled = {
      backupsArn: buckets.backups.arn,
      backupsPrefix: BACKUPS_PREFIX,
      reportsArn: buckets.reports.arn,
      reportsPrefix: REPORTS_PREFIX,
      kmsKeyArn: keys.arns.data,
      metricsNamespace: recoveryNamespace(args.name),
    } satisfies Record<keyof DrillFacts, pulumi.Input<string>>;
    const artifacts = { artifactsArn: buckets.artifacts.arn, artifactsPrefix: TRACKING_PREFIX };
    const { serviceAccountName, ready } = new PodIdentity(
      part,
      {
        clusterName: compute.cluster.clusterName,
        clusterArn: compute.cluster.arn,
        namespace: space,
        serviceAccount: part,
        ...(part === "backup"
          ? {
              description: "Backs up tracking: reads its artifacts, writes its backups",
              policy: policyDocument({ ...artifacts, ...drilled }, backupPolicy),
            }
          : {
              description: "Proves backups of tracking: reads them, writes reports",
              policy: policyDocument(drilled, drillPolicy),
            }),
        permissionsBoundary,
        labels: labelsOf(args.part),
        tags: tagsOf(args.part),
      },
      { parent: this },
    );
    return {
      serviceAccountName,
      ready,
      env: [{ name: "AWS_REGION", value: args.environment.region }],
    };
  }
}
