import * as pulumi from "@pulumi/pulumi";
import { AccessEntries } from "../access/access-entries";
import { BreakGlass } from "../access/break-glass";
import { DeployRole } from "../access/deploy-role";
import { PeopleRoles } from "../access/people-roles";
import type { PlaceInputs } from "../access/placed-document";
import { recordFolders } from "../access/record-folders";
import type { Access } from "../config/access";
import type { AwsEnvironment } from "../config/environment";
import type { Service } from "../config/service";
import type { Belonging } from "../config/tags";
import type { Teams } from "../config/teams";

export interface PeopleOnAwsArgs {
  readonly environment: AwsEnvironment;
  /** stacks/access.yaml. */
  readonly access: Access;
  readonly teams: Teams;
  readonly services: Readonly<Record<string, Service>>;
  readonly place: PlaceInputs;
  /** Grants that have expired by then are left out. @default now */
  readonly now?: Date;
  readonly part: Belonging;
}

/**
 * How people and pipelines come into an environment, as far as the stack file says who vouches for them:
 * with `people`, their roles, the way in for emergencies and their entries in the cluster; with
 * `deploy`, the role of the pipeline.
 */
export class PeopleOnAws extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:PeopleOnAws";

  constructor(name: string, args: PeopleOnAwsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(PeopleOnAws.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { access, environment, place } = args;
    const { people, deploy, regions_allowed: regions } = environment;
    const part = { ...args.part, service: "access" };
    if (people !== undefined) {
      const { grants, roles } = new PeopleRoles(
        "people-roles",
        {
          facts: {
            access,
            teams: Object.keys(args.teams).sort(),
            people,
            regions,
            recordArtifacts: recordFolders(args.services, part.environment),
            now: args.now ?? new Date(),
          },
          place,
          part,
        },
        own,
      );
      const entries = { clusterName: place.cluster, roles, grants, part };
      new AccessEntries("access-entries", entries, own);
      new BreakGlass("break-glass", { access, people, regions, place, part }, own);
    }
    if (deploy !== undefined) new DeployRole("deploy", { deploy, regions, place, part }, own);
    this.registerOutputs({});
  }
}
