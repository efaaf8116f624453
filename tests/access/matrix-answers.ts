import { type Access, rightOf } from "../../components/config/access";
import { groupOf } from "../../components/config/access/group-names";
import { meaningOf, meaningOfGrant } from "../../components/config/access/meaning";
import type { KubernetesRight, NamespaceKind } from "../../components/config/access/rights";
import type { Deed } from "../cluster/reviews";

/** A role that somebody holds in a team. */
export interface Holding {
  readonly team: string;
  readonly role: string;
}

/** An action that somebody may do for a while, on a team's things. */
export interface Lent {
  readonly team: string;
  readonly action: string;
}

/** What a namespace is; a namespace that is no place of the matrix is none. */
export interface MatrixPlace {
  readonly kind: NamespaceKind;
  /** Of kind `team`. */
  readonly team?: string;
}

/** Namespace → what it is. */
export type MatrixPlaces = Readonly<Record<string, MatrixPlace>>;

/**
 * What the matrix answers, worked out a question at a time from what each cell means, with nothing of
 * what makes Roles and bindings of it: the two would not be wrong in the same way.
 */
export class MatrixAnswers {
  constructor(
    private readonly access: Access,
    private readonly places: MatrixPlaces,
  ) {}

  /** May whoever holds these, and is lent those, do this? */
  allows(holdings: readonly Holding[], deed: Deed, lent: readonly Lent[] = []): boolean {
    const { namespace, name, verb, resource, group = "" } = deed;
    return this.rights(holdings, lent, namespace).some(
      (right) =>
        right.apiGroups.includes(group) &&
        right.resources.includes(resource) &&
        (right.verbs as readonly string[]).includes(verb) &&
        (right.resourceNames === undefined ||
          (name !== undefined && right.resourceNames.includes(name))),
    );
  }

  /** Every single right in a namespace, as {@link singleRights} writes them. */
  everything(
    holdings: readonly Holding[],
    namespace: string,
    lent: readonly Lent[] = [],
  ): Set<string> {
    return new Set(this.rights(holdings, lent, namespace).flatMap(singleRights));
  }

  private rights(
    holdings: readonly Holding[],
    lent: readonly Lent[],
    namespace: string | undefined,
  ): KubernetesRight[] {
    const place = namespace === undefined ? undefined : this.places[namespace];
    if (place === undefined) return [];
    const granted = lent.flatMap(({ team, action }) =>
      place.kind !== "team" || place.team === team
        ? meaningOfGrant(action).kubernetes.filter((right) => right.namespace === place.kind)
        : [],
    );
    const held = holdings.flatMap(({ team, role }) =>
      Object.keys(this.access.matrix).flatMap((action) => {
        const reach = this.access.roles?.[role]?.reach ?? "own-team";
        const meaning = meaningOf(action, rightOf(this.access, role, action), reach);
        const here = place.kind !== "team" || meaning.teams === "every-team" || place.team === team;
        return here ? meaning.kubernetes.filter((right) => right.namespace === place.kind) : [];
      }),
    );
    return [...held, ...granted];
  }
}

/** The groups that whoever holds these is in, as every authenticated user. */
export function groupsOf(holdings: readonly Holding[]): string[] {
  return [...holdings.map(({ team, role }) => groupOf(team, role)), "system:authenticated"];
}

/** A rule of a Role, of a review's answer or of the matrix, as far as it says what is allowed. */
interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** `verb group/resource name`, a line for each single thing that a rule allows. */
export function singleRights({ apiGroups = [], resources = [], resourceNames, verbs }: Rule) {
  // The API server leaves out what is empty.
  const names = resourceNames === undefined || resourceNames.length === 0 ? [""] : resourceNames;
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      names.flatMap((name) => verbs.map((verb) => `${verb} ${group}/${resource} ${name}`.trim())),
    ),
  );
}
