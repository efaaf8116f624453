import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type Access, askingRoles } from "../config/access";
import type { ApprovedGrant } from "../config/access/grant-schema";
import { grantGroupOf } from "../config/access/group-names";
import { labelsOf } from "../config/tags";
import type { Teams } from "../config/teams";
import { clusterRights, type Place, type PlannedRole } from "./cluster-rights";
import { grantRights, type PlannedGrant } from "./grant-rights";
import type { RoleRule } from "./role-rules";

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
  /** When the update is made: grants that are not active then get nothing. */
  readonly now: Date;
  /**
   * How the cluster knows one person from the others of a group. `login`: the user name is the login,
   * as in a certificate. `role`: by an IAM role of their own for each grant, whose sessions come into
   * the group that {@link grantGroupOf} names (access-entries.ts).
   */
  readonly signIn: "login" | "role";
}

interface Subject {
  readonly kind: "Group" | "User";
  readonly name: string;
}

const API_GROUP = "rbac.authorization.k8s.io";

/**
 * What people may do in a cluster: a Role and a RoleBinding for each role of the matrix in each
 * namespace, bound to groups `towpath:TEAM:ROLE`. Nothing in the whole cluster, no wildcard, no
 * `bind`, `escalate` or `impersonate` (rule K8S-9). Whoever is in no such group may do nothing.
 *
 * A grant that is active adds a Role and a RoleBinding of its own for each namespace that it is about,
 * bound to its holder alone; annotations say who, why, who approved and until when.
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
    for (const role of planned) this.bindRole(role, args);
    for (const grant of grantRights(args.access, args.now, args.places))
      this.bindGrant(grant, args);
    this.groups = [...new Set(planned.flatMap(({ groups }) => groups))].sort();
    this.registerOutputs({ groups: this.groups });
  }

  private bindRole(planned: PlannedRole<NamedPlace>, args: PeopleArgs): void {
    const { groups, name, place, role, rules } = planned;
    const metadata = {
      namespace: place.namespace,
      labels: { ...this.labels(role, args), "towpath.dev/role": role },
    };
    const subjects = groups.map((group): Subject => ({ kind: "Group", name: group }));
    this.bind(`${placeName(place)}-${name}`, metadata, rules, subjects);
  }

  private bindGrant(
    { grant, key, place, rules }: PlannedGrant<NamedPlace>,
    args: PeopleArgs,
  ): void {
    const [role = ""] = askingRoles(args.access, grant.identity, grant.action);
    const metadata = {
      namespace: place.namespace,
      labels: {
        ...this.labels(role, args),
        "towpath.dev/grant": key,
        "towpath.dev/action": grant.action,
      },
      annotations: annotationsOf(grant),
    };
    const subject: Subject =
      args.signIn === "login"
        ? { kind: "User", name: grant.identity }
        : { kind: "Group", name: grantGroupOf(grant) };
    this.bind(`${placeName(place)}-grant-${grant.action}-${key}`, metadata, rules, [subject]);
  }

  /** With the owner of a role of the matrix. */
  private labels(role: string, { access, environment }: PeopleArgs): Record<string, string> {
    const owner = access.roles?.[role]?.owner ?? "platform";
    return labelsOf({ environment, owner, service: "access" });
  }

  private bind(
    name: string,
    metadata: kubernetes.types.input.meta.v1.ObjectMeta,
    rules: readonly RoleRule[],
    subjects: readonly Subject[],
  ): void {
    const own = { parent: this };
    const rights = new kubernetes.rbac.v1.Role(
      name,
      { metadata, rules: rules.map((rule) => ({ ...rule })) },
      own,
    );
    new kubernetes.rbac.v1.RoleBinding(
      name,
      {
        metadata,
        roleRef: { apiGroup: API_GROUP, kind: "Role", name: rights.metadata.name },
        subjects: subjects.map((subject) => ({ apiGroup: API_GROUP, ...subject })),
      },
      own,
    );
  }
}

function placeName({ kind, team }: Place): string {
  return team === undefined ? kind : `team-${team}`;
}

/** Texts that no label may hold. */
function annotationsOf(grant: ApprovedGrant): Record<string, string> {
  return {
    "towpath.dev/identity": grant.identity,
    "towpath.dev/team": grant.team,
    "towpath.dev/reason": grant.reason,
    "towpath.dev/approver": grant.approver,
    "towpath.dev/approved": grant.approved,
    "towpath.dev/expires": grant.expires,
  };
}
