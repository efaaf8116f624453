import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Deploy } from "../config/identity-provider";
import { type Belonging, tagsOf } from "../config/tags";
import { GUARDED_SERVICE, guardPolicy } from "./iam-guard";
import { pipelineTrust } from "./iam-trust";
import { MARKED_PLACE, placedDocument, type PlaceInputs } from "./placed-document";

export interface DeployRoleArgs {
  /** Which pipeline, and the account's policies for it. Plain. */
  readonly deploy: Deploy;
  /** `regions_allowed` of the stack file. */
  readonly regions: readonly string[];
  readonly place: PlaceInputs;
  /** Whom it is for, for tags. */
  readonly part: Omit<Belonging, "service">;
}

/**
 * The role that one pipeline deploys as: by the identity of its job, from one repository and one
 * environment or branch of it, without a key. What it may do is the account's to say; it never changes
 * itself, whatever that is.
 */
export class DeployRole extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:access:DeployRole";

  /** What the pipeline's configuration names. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: DeployRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super(DeployRole.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const tags = tagsOf({ ...args.part, service: GUARDED_SERVICE });
    const guard = new aws.iam.Policy(
      `${name}-guard`,
      {
        description: "What no pipeline may do",
        policy: placedDocument(guardPolicy(args.regions), args.place),
        tags,
      },
      own,
    );
    const role = new aws.iam.Role(
      name,
      {
        description: `Deploys ${args.part.environment} from ${args.deploy.repository}`,
        assumeRolePolicy: placedDocument(pipelineTrust(args.deploy, MARKED_PLACE), args.place),
        tags,
      },
      own,
    );
    const refused = new aws.iam.RolePolicyAttachment(
      `${name}-guard`,
      { role: role.name, policyArn: guard.arn },
      own,
    );
    args.deploy.policies.forEach((policyArn, index) => {
      new aws.iam.RolePolicyAttachment(
        `${name}-${index + 1}`,
        { role: role.name, policyArn },
        { ...own, dependsOn: [refused] },
      );
    });
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
