import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../config/access";
import { BREAK_GLASS_PATH } from "../config/alarms";
import type { People } from "../config/identity-provider";
import { type Belonging, tagsOf } from "../config/tags";
import { guardPolicy } from "./iam-guard";
import { breakGlassRoles } from "./iam-roles";
import { MARKED_PLACE, placedDocument, type PlaceInputs } from "./placed-document";

export interface BreakGlassArgs {
  /** stacks/access.yaml: whoever reaches every team and rotates secrets may. Plain. */
  readonly access: Access;
  readonly people: People;
  /** `regions_allowed` of the stack file. */
  readonly regions: readonly string[];
  readonly place: PlaceInputs;
  /** Whom and what it is for, for tags. */
  readonly part: Belonging;
}

/**
 * The way in when everything else fails: nearly everything in the account's regions, for an hour, with a
 * second factor, for those who run the platform. Nobody has it standing. It enters the cluster only by
 * giving itself an access entry, which the audit log shows.
 */
export class BreakGlass extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:access:BreakGlass";

  /** ARNs of the roles: one, or several for more people than one trust policy names. */
  readonly arns: readonly pulumi.Output<string>[];

  constructor(name: string, args: BreakGlassArgs, opts?: pulumi.ComponentResourceOptions) {
    super(BreakGlass.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const tags = tagsOf(args.part);
    const guard = new aws.iam.Policy(
      `${name}-guard`,
      {
        description: "What not even an emergency takes",
        policy: placedDocument(guardPolicy(args.regions), args.place),
        tags,
      },
      own,
    );
    this.arns = breakGlassRoles(args.access, args.people, {
      ...MARKED_PLACE,
      partition: args.place.partition,
    }).map((planned) => {
      const role = new aws.iam.Role(
        planned.name,
        {
          description: "Emergencies only: taking it on is an event that is looked into",
          // The alarm on its use knows it by this.
          path: BREAK_GLASS_PATH,
          assumeRolePolicy: placedDocument(planned.trust, args.place),
          maxSessionDuration: planned.maxSessionSeconds,
          tags,
        },
        own,
      );
      // First what is refused, then what is given.
      const refused = new aws.iam.RolePolicyAttachment(
        `${planned.name}-guard`,
        { role: role.name, policyArn: guard.arn },
        own,
      );
      new aws.iam.RolePolicyAttachment(
        `${planned.name}-power`,
        { role: role.name, policyArn: planned.managedPolicy },
        { ...own, dependsOn: [refused] },
      );
      return role.arn;
    });
    this.registerOutputs({ arns: this.arns });
  }
}
