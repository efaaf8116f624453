import * as pulumi from "@pulumi/pulumi";
import { addon, type AddonArgs, type AddonVersions } from "./addon";
import { AddonRole } from "./addon-role";
import type { Cluster } from "./cluster";
import { policyJson } from "../../lib/iam-policy";
import { policyDocument } from "../workloads/policy-document";

/** Add-ons without settings or rights of their own here. */
const PLAIN = ["coredns", "metrics-server", "eks-node-monitoring-agent"] as const;

export interface WorkloadAddonsArgs {
  /** The cluster. Everything here waits for its deployer's access. */
  readonly cluster: Pick<Cluster, "clusterName" | "arn" | "version" | "access">;
  /** The node groups that run them: made before, gone after. */
  readonly nodes: readonly pulumi.Resource[];
  /** The KMS key of volumes, which the driver makes for pods. */
  readonly volumesKeyArn: pulumi.Input<string>;
  /**
   * Add-on → release; the EBS driver's must be v1.58.0 or later. Plain.
   * @default each one's newest at the first update, and then kept
   */
  readonly versions?: AddonVersions<(typeof PLAIN)[number] | "aws-ebs-csi-driver">;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The EBS driver's rights on volumes of its own cluster alone, by the cluster's name in the session
 * that EKS Pod Identity opens.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverEKSClusterScopedPolicy.html
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/issues/2918
 */
const EBS_POLICY = "arn:aws:iam::aws:policy/AmazonEBSCSIDriverEKSClusterScopedPolicy";

/**
 * What workloads expect of a cluster: names, volumes, metrics, and nodes that say what ails them.
 * They run on nodes, so EKS calls them degraded, and an update waits for them, until there are some.
 */
export class WorkloadAddons extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:WorkloadAddons";

  /** What workloads wait for: names resolve and volumes can be made. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: WorkloadAddonsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(WorkloadAddons.__pulumiType, name, {}, opts);
    const { cluster, nodes, tags, versions = {} } = args;
    const own = { parent: this };
    const before = [cluster.access, ...nodes];
    const declare = (
      addonName: keyof typeof versions,
      settings: Pick<AddonArgs, "configuration" | "roles">,
      dependsOn: readonly pulumi.Resource[],
    ) =>
      addon(
        `${name}-${addonName}`,
        {
          clusterName: cluster.clusterName,
          kubernetesVersion: cluster.version,
          addonName,
          version: versions[addonName],
          tags,
          ...settings,
        },
        { ...own, dependsOn: [...dependsOn] },
      );

    const plain = PLAIN.map((addonName) => declare(addonName, {}, before));
    const role = new AddonRole(
      `${name}-ebs-csi-role`,
      {
        clusterArn: cluster.arn,
        serviceAccount: "ebs-csi-controller-sa",
        description: "The EBS driver makes and attaches volumes",
        managedPolicyArn: EBS_POLICY,
        policy: policyDocument({ keyArn: args.volumesKeyArn }, ({ keyArn }) =>
          volumesKeyPolicy(keyArn),
        ),
        tags,
      },
      own,
    );
    const driver = declare("aws-ebs-csi-driver", { roles: { "ebs-csi-controller-sa": role.arn } }, [
      ...before,
      ...role.rights,
    ]);

    this.ready = [...plain, driver];
    this.registerOutputs({});
  }
}

/**
 * Volumes encrypted with one key; grants only such as EC2 needs to attach them.
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
 */
export function volumesKeyPolicy(keyArn: string): string {
  return policyJson([
    {
      Sid: "EncryptVolumes",
      Effect: "Allow",
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
      ],
      Resource: keyArn,
    },
    {
      Sid: "LetEc2UseTheKeyOfAVolume",
      Effect: "Allow",
      Action: "kms:CreateGrant",
      Resource: keyArn,
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ]);
}
