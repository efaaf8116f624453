import { ROLE_PREFIX, type TrackingPermission, type WantedTracking } from "./wanted";

/** What MLflow's permissions are about; experiments by id, models by name. */
export interface Resource {
  readonly type: "experiment" | "registered_model";
  /** MLflow's id of it: of a model, its name. */
  readonly id: string;
  /** For people. */
  readonly name: string;
}

/** One permission as MLflow has it. */
export interface Granted {
  /** MLflow's id of the permission. */
  readonly id: number;
  readonly type: string;
  /** `*` or an id. */
  readonly pattern: string;
  readonly permission: string;
}

/** A user as MLflow has them. */
export interface ActualUser {
  readonly name: string;
  readonly admin: boolean;
  /** Names of their roles. */
  readonly roles: readonly string[];
  /** What was given to them alone: who makes an experiment gets MANAGE on it. */
  readonly direct: readonly Granted[];
}

/** What MLflow knows of users, roles and the things that they are about. */
export interface ActualTracking {
  /** Whose password asked: the admin of the server, who is not the matrix's business. */
  readonly admin: string;
  readonly users: readonly ActualUser[];
  /** Role → its permissions; those of the platform alone. */
  readonly roles: ReadonlyMap<string, readonly Granted[]>;
  /** Artifact → what there is of it: an experiment after its first run, a model after its first version. */
  readonly resources: ReadonlyMap<string, readonly Resource[]>;
}

/** One change of what MLflow knows. */
export type Step =
  | { readonly do: "make-user" | "remove-user" | "end-admin"; readonly user: string }
  | { readonly do: "make-role" | "remove-role"; readonly role: string }
  | {
      readonly do: "grant";
      readonly role: string;
      readonly resource: Resource;
      readonly permission: TrackingPermission;
    }
  | { readonly do: "revoke"; readonly role: string; readonly granted: Granted }
  | { readonly do: "assign" | "unassign"; readonly user: string; readonly role: string }
  | { readonly do: "revoke-direct"; readonly user: string; readonly granted: Granted };

/** What is to be done, and what nobody decided. */
export interface TrackingPlan {
  /** In an order in which each can be done. */
  readonly steps: readonly Step[];
  /** Users that no file of stacks/ names and that hold none of the platform's roles; admins may do all. */
  readonly strangers: readonly Pick<ActualUser, "name" | "admin">[];
  /** Artifacts of which MLflow has nothing yet: rights come with the next run of this command. */
  readonly missing: readonly string[];
}

/** What turns the one into the other. Nothing of users and roles that are not the platform's is touched. */
export function planOf(wanted: WantedTracking, actual: ActualTracking): TrackingPlan {
  const steps: Step[] = [];
  const known = new Map(actual.users.map((user) => [user.name, user]));
  const wantedUsers = new Set(wanted.users);
  const wantedRoles = new Map(wanted.roles.map((role) => [role.name, role]));

  // First what takes away: a run that stops halfway leaves too few rights, not too many.
  for (const user of actual.users) {
    if (user.name === actual.admin) continue;
    const ours = user.roles.filter(isOurs);
    if (!wantedUsers.has(user.name)) {
      if (ours.length > 0) steps.push({ do: "remove-user", user: user.name });
      continue;
    }
    if (user.admin) steps.push({ do: "end-admin", user: user.name });
    for (const role of ours) {
      if (wantedRoles.get(role)?.members.includes(user.name) !== true)
        steps.push({ do: "unassign", user: user.name, role });
    }
    // A team's jobs keep what comes with making an experiment; people have their cells.
    if (!user.name.startsWith("jobs@")) {
      for (const granted of user.direct)
        steps.push({ do: "revoke-direct", user: user.name, granted });
    }
  }
  for (const role of actual.roles.keys()) {
    if (!wantedRoles.has(role)) steps.push({ do: "remove-role", role });
  }
  const grants: Step[] = [];
  for (const role of wanted.roles) {
    const has = actual.roles.get(role.name) ?? [];
    const resources = role.artifacts.flatMap((name) => actual.resources.get(name) ?? []);
    const right = (granted: Granted) =>
      granted.permission === role.permission &&
      resources.some(({ type, id }) => type === granted.type && id === granted.pattern);
    for (const granted of has) {
      if (!right(granted)) steps.push({ do: "revoke", role: role.name, granted });
    }
    const held = has.filter(right);
    for (const resource of resources) {
      if (held.some(({ type, pattern }) => type === resource.type && pattern === resource.id))
        continue;
      grants.push({ do: "grant", role: role.name, resource, permission: role.permission });
    }
  }

  for (const user of wanted.users) if (!known.has(user)) steps.push({ do: "make-user", user });
  for (const { name } of wanted.roles) {
    if (!actual.roles.has(name)) steps.push({ do: "make-role", role: name });
  }
  steps.push(...grants);
  for (const role of wanted.roles) {
    for (const user of role.members) {
      if (known.get(user)?.roles.includes(role.name) !== true)
        steps.push({ do: "assign", user, role: role.name });
    }
  }
  const artifacts = [...new Set(wanted.roles.flatMap((role) => role.artifacts))].sort();
  return {
    steps,
    strangers: actual.users
      .filter(({ name }) => name !== actual.admin && !wantedUsers.has(name))
      .filter(({ roles }) => !roles.some(isOurs))
      .map(({ name, admin }) => ({ name, admin }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    missing: artifacts.filter((name) => (actual.resources.get(name) ?? []).length === 0),
  };
}

function isOurs(role: string): boolean {
  return role.startsWith(ROLE_PREFIX);
}

/** A step in words. */
export function stepLine(step: Step): string {
  switch (step.do) {
    case "make-user":
      return `+ user ${step.user}`;
    case "remove-user":
      return `- user ${step.user}: no longer in stacks/access.yaml`;
    case "end-admin":
      return `- ${step.user} is no longer an admin: the matrix makes nobody one`;
    case "make-role":
      return `+ role ${step.role}`;
    case "remove-role":
      return `- role ${step.role}: its team is gone`;
    case "grant":
      return `+ ${step.role} may ${step.permission} ${what(step.resource)}`;
    case "revoke":
      return `- ${step.role} may no longer ${step.granted.permission} ${step.granted.type} ${step.granted.pattern}`;
    case "assign":
      return `+ ${step.user} gets ${step.role}`;
    case "unassign":
      return `- ${step.user} loses ${step.role}`;
    case "revoke-direct":
      return `- ${step.user} may no longer ${step.granted.permission} ${step.granted.type} ${step.granted.pattern} in person`;
  }
}

function what({ type, name }: Resource): string {
  return type === "experiment" ? `experiment ${name}` : `model ${name}`;
}
