import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ApprovedGrant } from "../config/access/grant-schema";
import { grantGroupOf, grantKeyOf, groupOf } from "../config/access/group-names";
import { type Belonging, tagsOf } from "../config/tags";

/** Team → role of the matrix → ARNs of the IAM roles whose sessions hold it; how many is plain. */
export type RolesOfTeams = Readonly<
  Record<string, Readonly<Record<string, readonly pulumi.Input<string>[]>>>
>;

/** The IAM role of one grant. */
export interface GrantRole {
  readonly grant: ApprovedGrant;
  readonly arn: pulumi.Input<string>;
}

export interface AccessEntriesArgs {
  readonly clusterName: pulumi.Input<string>;
  /**
   * Which teams and roles are there is plain; the ARNs may come from other resources. No ARN twice: EKS
   * takes one in one entry only.
   */
  readonly roles: RolesOfTeams;
  /**
   * Active grants, each with the IAM role that lets in its holder and nobody else.
   * @default none: a grant's group has nobody in it
   */
  readonly grants?: readonly GrantRole[];
  /** Whom and what they are for, for tags. */
  readonly part: Belonging;
}

/**
 * Lets sessions of IAM roles into an EKS cluster, each into the one group `towpath:TEAM:ROLE`, or into
 * the group of one grant, and into nothing else: no access policy of EKS is associated, so what a session may do is what the
 * group's bindings say. The user name stays EKS' own, the ARN of the session: audit logs tell who it
 * was, and nobody chooses it.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
export class AccessEntries extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:access:AccessEntries";

  constructor(name: string, args: AccessEntriesArgs, opts?: pulumi.ComponentResourceOptions) {
    super(AccessEntries.__pulumiType, name, {}, opts);
    for (const [team, roles] of Object.entries(args.roles)) {
      for (const [role, arns] of Object.entries(roles)) {
        for (const [index, arn] of arns.entries()) {
          const entry = index === 0 ? `${team}-${role}` : `${team}-${role}-${index + 1}`;
          this.admit(entry, arn, groupOf(team, role), args);
        }
      }
    }
    for (const { grant, arn } of args.grants ?? []) {
      this.admit(`grant-${grantKeyOf(grant)}`, arn, grantGroupOf(grant), args);
    }
    this.registerOutputs({});
  }

  private admit(
    name: string,
    principalArn: pulumi.Input<string>,
    group: string,
    { clusterName, part }: AccessEntriesArgs,
  ): void {
    new aws.eks.AccessEntry(
      name,
      {
        clusterName,
        principalArn,
        type: "STANDARD",
        kubernetesGroups: [group],
        tags: tagsOf(part),
      },
      { parent: this },
    );
  }
}
