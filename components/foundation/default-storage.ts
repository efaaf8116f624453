import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export interface DefaultStorageArgs {
  /** The KMS key of volumes. */
  readonly volumesKeyArn: pulumi.Input<string>;
  /**
   * What becomes of a volume whose claim is deleted: it goes too, or stays until someone deletes it. Plain.
   * @default "Delete"
   */
  readonly reclaimPolicy?: "Delete" | "Retain";
  /**
   * StorageClasses that are there already and shall no longer be the default, `gp2` above all. EKS
   * makes a gp2 class in every cluster and marks it as default only before Kubernetes 1.30. Plain.
   * @default none
   * @see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions-standard.html
   */
  readonly formerDefaults?: readonly string[];
  /**
   * Labels of the class, `towpath.dev/…`.
   * @default none but `app.kubernetes.io/part-of`
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** Tags of the volumes that pods ask for. */
  readonly tags: Readonly<Record<string, string>>;
}

const IS_DEFAULT = "storageclass.kubernetes.io/is-default-class";

/**
 * The StorageClass of claims that name none: gp3, encrypted with the environment's key, made in the
 * zone of the first pod that uses it, growable. Rule EC2-2.
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
 */
export class DefaultStorage extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:DefaultStorage";

  /** The class's name in the cluster. */
  readonly className: pulumi.Output<string>;

  constructor(name: string, args: DefaultStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(DefaultStorage.__pulumiType, name, {}, opts);
    const own = { parent: this };

    for (const former of args.formerDefaults ?? []) {
      new k8s.storage.v1.StorageClassPatch(
        `${name}-former-${former}`,
        // patchForce: EKS's own field manager holds the annotation.
        { metadata: { name: former, annotations: { [IS_DEFAULT]: "false", ...FORCE } } },
        own,
      );
    }
    const gp3 = new k8s.storage.v1.StorageClass(
      `${name}-gp3`,
      {
        metadata: {
          annotations: { [IS_DEFAULT]: "true" },
          labels: { "app.kubernetes.io/part-of": "towpath", ...args.labels },
        },
        provisioner: "ebs.csi.aws.com",
        parameters: {
          type: "gp3",
          encrypted: "true",
          kmsKeyId: args.volumesKeyArn,
          ...volumeTags(args.tags),
        },
        reclaimPolicy: args.reclaimPolicy ?? "Delete",
        allowVolumeExpansion: true,
        // A volume lives in one zone: it is made when the scheduler has chosen the pod's.
        volumeBindingMode: "WaitForFirstConsumer",
      },
      own,
    );

    this.className = gp3.metadata.name;
    this.registerOutputs({ className: this.className });
  }
}

const FORCE = { "pulumi.com/patchForce": "true" };

/** Tags as the driver takes them, `tagSpecification_1: key=value`, sorted: parameters cannot be changed. */
export function volumeTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(tags)
      .sort()
      .map((key, index) => [`tagSpecification_${index + 1}`, `${key}=${tags[key] ?? ""}`]),
  );
}
