import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { groupOf } from "../config/access/group-names";
import { type Belonging, tagsOf } from "../config/tags";

/** Team → role of the matrix → ARNs of the IAM roles whose sessions hold it; how many is plain. */
export type RolesOfTeams = Readonly<
  Record<string, Readonly<Record<string, readonly pulumi.Input<string>[]>>>
>;

export interface AccessEntriesArgs {
  readonly clusterName: pulumi.Input<string>;
  /**
   * Which teams and roles are there is plain; the ARNs may come from other resources. No ARN twice: EKS
   * takes one in one entry only.
   */
  readonly roles: RolesOfTeams;
  /** Whom and what they are for, for tags. */
  readonly part: Belonging;
}

/**
 * Lets sessions of IAM roles into an EKS cluster, each into the one group `towpath:TEAM:ROLE`, and
 * into nothing else: no access policy of EKS is associated, so what a session may do is what the
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
        for (const [index, principalArn] of arns.entries()) {
          new aws.eks.AccessEntry(
            index === 0 ? `${team}-${role}` : `${team}-${role}-${index + 1}`,
            {
              clusterName: args.clusterName,
              principalArn,
              type: "STANDARD",
              kubernetesGroups: [groupOf(team, role)],
              tags: tagsOf(args.part),
            },
            { parent: this },
          );
        }
      }
    }
    this.registerOutputs({});
  }
}
