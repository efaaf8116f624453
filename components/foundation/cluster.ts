import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ClusterRole } from "./cluster-role";
import { clusterProblems, CONTROL_PLANE_LOGS, newestVersion } from "./cluster-settings";
import { DeployerAccess } from "./deployer-access";
import { kubeconfig } from "./kubeconfig";

export interface ClusterArgs {
  /**
   * Kubernetes minor version, such as "1.33". Plain: it decides whether one is looked up.
   * @default EKS's newest in standard support at the first update, and then kept until one is written
   */
  readonly version?: string;
  /** The region. Plain. */
  readonly region: string;
  /** Subnets of the control plane's interfaces, in at least two availability zones. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /**
   * Who reaches the API from outside the VPC, as ranges of /8 or smaller. Plain.
   * @default nobody: the endpoint is private (rule EKS-1)
   */
  readonly publicAccessCidrs?: readonly string[];
  /** The KMS key that encrypts Kubernetes Secrets. EKS can never drop it again. */
  readonly secretsKeyArn: pulumi.Input<string>;
  /** The KMS key of the control plane's logs; its policy must admit CloudWatch Logs. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Days until a control-plane log is deleted; one of the values that CloudWatch takes. Plain. */
  readonly logRetentionDays: number;
  /** The IAM role or user, never a session, that runs `pulumi up`; it administers the cluster. */
  readonly deployerArn: pulumi.Input<string>;
  /** EKS refuses to delete the cluster until someone switches it off. Plain. */
  readonly deletionProtection: boolean;
  /**
   * Let Amazon Application Recovery Controller move traffic out of an impaired zone. Plain.
   * @default false
   * @see https://docs.aws.amazon.com/eks/latest/userguide/zone-shift.html
   */
  readonly zonalShift?: boolean;
  /**
   * Pulumi refuses to delete or replace the cluster until `pulumi state unprotect`. Plain.
   * @default inherited from the parent
   */
  readonly protect?: boolean;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * An EKS control plane: access entries only, Secrets encrypted, every log kept, without any of the
 * add-ons that EKS would otherwise install unseen. Rules EKS-1 to EKS-5.
 *
 * Whatever lives in the cluster must depend on {@link Cluster.access} (the kubeconfig does already):
 * once the deployer's access entry is gone, nothing in the cluster can be deleted any more
 * (terraform-aws-modules/terraform-aws-eks#3005).
 *
 * Cost: `eks/cluster` in stacks/prices.yaml, an hour. Extended support costs a multiple;
 * `STANDARD` keeps out of it by upgrading when standard support ends.
 */
export class Cluster extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:Cluster";

  readonly clusterName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** The Kubernetes minor version that runs. */
  readonly version: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  /** Base64 as EKS hands it out. */
  readonly certificateAuthority: pulumi.Output<string>;
  /** The security group that EKS gives to the control plane and to managed nodes. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Where the control plane's logs go, the audit log of the API among them. */
  readonly logGroupName: pulumi.Output<string>;
  /** For the Kubernetes provider that the program makes. Holds no credentials. */
  readonly kubeconfig: pulumi.Output<string>;
  /** What must outlive everything in the cluster. */
  readonly access: DeployerAccess;

  /** @throws ResourceError for a version, a range or a retention that cannot be. */
  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Cluster.__pulumiType, name, {}, opts);
    const publicAccessCidrs = args.publicAccessCidrs ?? [];
    const problems = clusterProblems({ ...args, publicAccessCidrs });
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);
    const own = { parent: this };
    const tags = { ...args.tags };

    // EKS writes to /aws/eks/NAME/cluster and would make that group itself, unencrypted and for ever:
    // so the group comes first, and the name before both. Autonaming would come too late.
    const suffix = new random.RandomId(`${name}-suffix`, { byteLength: 4 }, own);
    const clusterName = pulumi.interpolate`${name}-${suffix.hex}`;
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: pulumi.interpolate`/aws/eks/${clusterName}/cluster`,
        kmsKeyId: args.logsKeyArn,
        retentionInDays: args.logRetentionDays,
        tags,
      },
      own,
    );
    const role = new ClusterRole(`${name}-role`, { secretsKeyArn: args.secretsKeyArn, tags }, own);
    const cluster = new aws.eks.Cluster(
      name,
      {
        name: clusterName,
        version: args.version ?? this.newestInStandardSupport(),
        roleArn: role.arn,
        upgradePolicy: { supportType: "STANDARD" },
        accessConfig: {
          authenticationMode: "API",
          bootstrapClusterCreatorAdminPermissions: false,
        },
        bootstrapSelfManagedAddons: false,
        vpcConfig: {
          subnetIds: [...args.subnetIds],
          endpointPrivateAccess: true,
          endpointPublicAccess: publicAccessCidrs.length > 0,
          ...(publicAccessCidrs.length > 0 && { publicAccessCidrs: [...publicAccessCidrs] }),
        },
        encryptionConfig: { provider: { keyArn: args.secretsKeyArn }, resources: ["secrets"] },
        enabledClusterLogTypes: [...CONTROL_PLANE_LOGS],
        zonalShiftConfig: { enabled: args.zonalShift ?? false },
        deletionProtection: args.deletionProtection,
        tags,
      },
      {
        ...own,
        ...(args.protect !== undefined && { protect: args.protect }),
        // A version that nobody wrote moves when somebody writes one, not when EKS releases one.
        ...(args.version === undefined && { ignoreChanges: ["version"] }),
        dependsOn: [logs, ...role.rights],
      },
    );
    this.access = new DeployerAccess(
      `${name}-deployer`,
      { clusterName: cluster.name, principalArn: args.deployerArn, tags },
      own,
    );

    this.clusterName = cluster.name;
    this.arn = cluster.arn;
    this.version = cluster.version;
    this.endpoint = cluster.endpoint;
    this.certificateAuthority = cluster.certificateAuthority.data;
    this.logGroupName = logs.name;
    this.securityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    this.kubeconfig = pulumi
      .all([cluster.name, cluster.endpoint, cluster.certificateAuthority.data, this.access.granted])
      .apply(([granted, endpoint, certificateAuthority]) =>
        kubeconfig({ clusterName: granted, endpoint, certificateAuthority, region: args.region }),
      );
    this.registerOutputs({
      clusterName: this.clusterName,
      arn: this.arn,
      version: this.version,
      endpoint: this.endpoint,
      certificateAuthority: this.certificateAuthority,
      securityGroupId: this.securityGroupId,
      logGroupName: this.logGroupName,
      kubeconfig: this.kubeconfig,
    });
  }

  /** Looked up when deployed, unknown in preview. */
  private newestInStandardSupport(): pulumi.Output<string> {
    return aws.eks
      .getClusterVersionsOutput(
        { clusterType: "eks", versionStatus: "STANDARD_SUPPORT" },
        { parent: this },
      )
      .clusterVersions.apply((versions) =>
        newestVersion(versions.map(({ clusterVersion }) => clusterVersion)),
      );
  }
}
