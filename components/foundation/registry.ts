import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { lifecyclePolicy, registryProblems } from "./image-retention";
import type { ImageRetention } from "../config/retention/table";
import { retentionOptions, type RetentionArgs } from "../config/retention";

export interface RegistryArgs extends RetentionArgs {
  /** What is built here, a repository each: `inference`. Plain: it decides which resources exist. */
  readonly repositories: readonly string[];
  /** The KMS key that encrypts images. Cannot be changed later: ECR replaces the repository. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** What is kept of each repository. Plain. */
  readonly retention: ImageRetention;
  /**
   * Unsafe: deleting a repository deletes its images. For environments that are torn down. Plain.
   * @default false a repository with images cannot be deleted
   */
  readonly destroyWithImages?: boolean;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Private ECR repositories whose tags never move, scanned on push, encrypted. Rule ECR-1. */
export class Registry extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:Registry";

  /** Repository → where to push to and pull from: `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`. */
  readonly repositoryUrls: Readonly<Record<string, pulumi.Output<string>>>;
  /** Repository → ARN, for the policies of those who push and pull. */
  readonly repositoryArns: Readonly<Record<string, pulumi.Output<string>>>;

  /** @throws ResourceError for names and numbers that ECR would refuse. */
  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Registry.__pulumiType, name, {}, opts);
    const { retention } = args;
    const problems = registryProblems(args.repositories, retention);
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);

    // Sorted: the same repositories in another order are the same plan.
    const repositories = [...args.repositories].sort().map((image) => {
      const own = { parent: this, ...retentionOptions(args) };
      const repository = new aws.ecr.Repository(
        `${name}-${image}`,
        {
          imageTagMutability: "IMMUTABLE",
          imageScanningConfiguration: { scanOnPush: true },
          encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.kmsKeyArn }],
          forceDelete: args.destroyWithImages ?? false,
          tags: { ...args.tags },
        },
        own,
      );
      new aws.ecr.LifecyclePolicy(
        `${name}-${image}-lifecycle`,
        { repository: repository.name, policy: lifecyclePolicy(retention) },
        own,
      );
      return { image, url: repository.repositoryUrl, arn: repository.arn };
    });

    this.repositoryUrls = Object.fromEntries(repositories.map(({ image, url }) => [image, url]));
    this.repositoryArns = Object.fromEntries(repositories.map(({ image, arn }) => [image, arn]));
    this.registerOutputs({
      repositoryUrls: this.repositoryUrls,
      repositoryArns: this.repositoryArns,
    });
  }
}
