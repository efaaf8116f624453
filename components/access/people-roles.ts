import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Belonging, ROLE_TAG, tagsOf } from "../config/tags";
import type { GrantRole, RolesOfTeams } from "./access-entries";
import { type IamFacts, type IamRole, iamDocuments } from "./iam-roles";
import { logicalName } from "./logical-name";
import { MARKED_PLACE, placedDocument, type PlaceInputs } from "./placed-document";

export interface PeopleRolesArgs {
  /** What the roles follow from. Plain: it decides which there are. */
  readonly facts: IamFacts;
  readonly place: PlaceInputs;
  /** Whom and what they are for, for tags. */
  readonly part: Belonging;
}

/**
 * The IAM roles of people: one for each role of the matrix in each team that somebody holds it in, and
 * one for each grant, each with policies of exactly its cells and a permission boundary of its team.
 * Who may take one on stands in its trust policy, by login.
 *
 * Physical names are generated and begin with role and team, so that people find theirs in a list.
 */
export class PeopleRoles extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:access:PeopleRoles";

  /** Of the roles of the matrix. */
  readonly roles: RolesOfTeams;
  /** Of the grants that are active. */
  readonly grants: readonly GrantRole[];

  constructor(name: string, args: PeopleRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super(PeopleRoles.__pulumiType, name, {}, opts);
    const { roles, boundaries } = iamDocuments(args.facts, MARKED_PLACE);
    const boundaryArns = Object.fromEntries(
      Object.entries(boundaries).map(([team, text]) => [team, this.boundary(team, text, args)]),
    );
    const policies = new Map<string, readonly aws.iam.Policy[]>();
    const found: Record<string, Record<string, pulumi.Output<string>[]>> = {};
    const grants: GrantRole[] = [];
    for (const role of roles) {
      const { grant, team, role: held, name: of } = role.of;
      const shared = policies.get(of) ?? this.policies(of, role.policies, args);
      policies.set(of, shared);
      const { arn } = this.role(role, shared, boundaryArns[role.boundary], args);
      if (held !== undefined) ((found[team] ??= {})[held] ??= []).push(arn);
      if (grant !== undefined) grants.push({ grant, arn });
    }
    this.roles = found;
    this.grants = grants;
    this.registerOutputs({ roles: this.roles });
  }

  /** No more than this, whatever is attached to a role by hand. */
  private boundary(team: string, text: string, args: PeopleRolesArgs): pulumi.Output<string> {
    const whose = team === "*" ? "every-team" : team;
    return new aws.iam.Policy(
      logicalName(`boundary-${whose}`),
      {
        description: `The most that people of ${whose} could have`,
        policy: placedDocument(text, args.place),
        tags: tagsOf(args.part),
      },
      { parent: this },
    ).arn;
  }

  private policies(of: string, texts: readonly string[], args: PeopleRolesArgs): aws.iam.Policy[] {
    return texts.map(
      (text, index) =>
        new aws.iam.Policy(
          logicalName(index === 0 ? of : `${of}--${index + 1}`),
          {
            description: "What stacks/access.yaml grants",
            policy: placedDocument(text, args.place),
            tags: tagsOf(args.part),
          },
          { parent: this },
        ),
    );
  }

  private role(
    { name, of, trust }: IamRole,
    policies: readonly aws.iam.Policy[],
    boundary: pulumi.Output<string> | undefined,
    { place, part }: PeopleRolesArgs,
  ): aws.iam.Role {
    const own = { parent: this };
    const logical = logicalName(name);
    const role = new aws.iam.Role(
      logical,
      {
        description:
          of.until === undefined
            ? `${of.role ?? of.name} of team ${of.team}`
            : `A grant to team ${of.team}, until ${of.until}`,
        assumeRolePolicy: placedDocument(trust, place),
        ...(boundary !== undefined && { permissionsBoundary: boundary }),
        tags: { ...tagsOf(part), [ROLE_TAG]: of.role ?? "grant" },
      },
      own,
    );
    for (const [index, { arn }] of policies.entries()) {
      new aws.iam.RolePolicyAttachment(
        index === 0 ? logical : `${logical}--part-${index + 1}`,
        { role: role.name, policyArn: arn },
        own,
      );
    }
    return role;
  }
}
