import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { workloadBoundary } from "./boundary-policy";
import { policyDocument } from "./policy-document";

export interface WorkloadBoundaryArgs {
  readonly clusterArn: pulumi.Input<string>;
  /** Buckets that anything is read from; how many is plain. */
  readonly readArns: readonly pulumi.Input<string>[];
  /** Buckets that anything is written to; how many is plain. @default none */
  readonly writtenArns?: readonly pulumi.Input<string>[];
  /** The bucket whose current objects may be deleted. Plain whether. @default none */
  readonly deletedArn?: pulumi.Input<string>;
  /** The one namespace of CloudWatch that metrics are sent to. Plain. @default none */
  readonly metricsNamespace?: string;
  /** The key of the objects, and of the secret. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** The one secret that a pod reads. Plain whether. @default none */
  readonly secretArn?: pulumi.Input<string>;
  /** `regions_allowed` of the stack file. Plain. */
  readonly regions: readonly string[];
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The permission boundary that roles of pods share. */
export class WorkloadBoundary extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:workloads:WorkloadBoundary";

  /** For `PodIdentity`. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: WorkloadBoundaryArgs, opts?: pulumi.ComponentResourceOptions) {
    super(WorkloadBoundary.__pulumiType, name, {}, opts);
    const { tags, ...facts } = args;
    this.arn = new aws.iam.Policy(
      name,
      {
        description: "The most that pods could have",
        policy: policyDocument(facts, workloadBoundary),
        tags: { ...tags },
      },
      { parent: this },
    ).arn;
    this.registerOutputs({ arn: this.arn });
  }
}
