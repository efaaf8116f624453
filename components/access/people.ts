import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../config/access";
import { labelsOf } from "../config/tags";
import type { Teams } from "../config/teams";
import { clusterRights, type Place, type PlannedRole } from "./cluster-rights";

/** A namespace that is there, or will be when its name is known. */
export interface NamedPlace extends Place {
  readonly namespace: pulumi.Input<string>;
}

export interface PeopleArgs {
  /** stacks/access.yaml. Plain: it decides which objects exist. */
  readonly access: Access;
  /** stacks/teams.yaml: whose groups are bound. */
  readonly teams: Teams;
  /** The namespaces of this cluster in which the matrix grants something; no others get objects. */
  readonly places: readonly NamedPlace[];
  /** The environment's name, for labels. */
  readonly environment: string;
}

const API_GROUP = "rbac.authorization.k8s.io";

/**
 * What people may do in a cluster: a Role and a RoleBinding for each role of the matrix in each
 * namespace, bound to groups `towpath:TEAM:ROLE`. Nothing in the whole cluster, no wildcard, no
 * `bind`, `escalate` or `impersonate` (rule K8S-9). Whoever is in no such group may do nothing.
 *
 * Names of the objects are generated; labels `towpath.dev/role` and `towpath.dev/owner` say whose
 * they are.
 */
export class People extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:access:People";

  /** Every group that something is bound to, sorted. */
  readonly groups: readonly string[];

  constructor(name: string, args: PeopleArgs, opts?: pulumi.ComponentResourceOptions) {
    super(People.__pulumiType, name, {}, opts);
    const planned = clusterRights(args.access, Object.keys(args.teams), args.places);
    for (const role of planned) this.grant(role, args);
    this.groups = [...new Set(planned.flatMap(({ groups }) => groups))].sort();
    this.registerOutputs({ groups: this.groups });
  }

  private grant(planned: PlannedRole<NamedPlace>, args: PeopleArgs): void {
    const own = { parent: this };
    const { place, role } = planned;
    const owner = args.access.roles?.[role]?.owner ?? "platform";
    const metadata = {
      namespace: place.namespace,
      labels: {
        ...labelsOf({ environment: args.environment, owner, service: "access" }),
        "towpath.dev/role": role,
      },
    };
    const name = `${place.team === undefined ? place.kind : `team-${place.team}`}-${planned.name}`;
    const rights = new kubernetes.rbac.v1.Role(
      name,
      { metadata, rules: planned.rules.map((rule) => ({ ...rule })) },
      own,
    );
    new kubernetes.rbac.v1.RoleBinding(
      name,
      {
        metadata,
        roleRef: { apiGroup: API_GROUP, kind: "Role", name: rights.metadata.name },
        subjects: planned.groups.map((group) => ({
          apiGroup: API_GROUP,
          kind: "Group",
          name: group,
        })),
      },
      own,
    );
  }
}
