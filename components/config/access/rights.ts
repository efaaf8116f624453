import type { IamResourceKind } from "./iam-resources";

/**
 * Whose a right is about.
 * - `team`: things of one team; whoever reaches every team has it for each of them.
 * - `shared`: things that all teams share and that do not come apart by team. Not under `limited`.
 * - `platform`: things of the whole platform. Only for roles that reach every team, not under `limited`.
 */
export type Span = "team" | "shared" | "platform";

/** Where in the cluster. `team`: the namespace of the team (stacks/teams.yaml). */
export type NamespaceKind = "team" | "serving" | "tracking";

/** Verbs that a person may have; neither `*` nor `bind`, `escalate` and `impersonate` are any. */
export type Verb = "get" | "list" | "watch" | "create" | "delete";

/** A rule of a Role in one kind of namespace. */
export interface KubernetesRight {
  readonly span: Span;
  readonly namespace: NamespaceKind;
  /** `""` is the core group. */
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /**
   * Objects by name; `create` and `list` know no names.
   * @default all objects of the namespace
   * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
   */
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly Verb[];
}

/** An Allow statement of a person's policy. */
export interface IamRight {
  readonly span: Span;
  readonly actions: readonly string[];
  readonly on: IamResourceKind;
}

/** What an action grants, on both sides. */
export interface ActionRights {
  readonly kubernetes: readonly KubernetesRight[];
  readonly iam: readonly IamRight[];
}

/** What no action grants, for a role in whose cell it is: an explicit Deny beats every Allow. */
export interface IamDenial {
  readonly actions: readonly string[];
  readonly on: IamResourceKind;
}
