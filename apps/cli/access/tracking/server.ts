import * as z from "zod";
import { isMissing } from "../../../jobs/tracking/errors";
import { Transport } from "../../../jobs/tracking/transport";
import type { ActualTracking, ActualUser, Granted, Resource, Step } from "./plan";
import { ROLE_PREFIX } from "./wanted";

/*
 * MLflow's REST API of users and roles, which only an admin may use: mlflow/server/auth/routes.py and
 * __init__.py (3.17.0). Users are of API 2.0, roles of 3.0.
 */
const USERS = "/api/2.0/mlflow/users";
const ROLES = "/api/3.0/mlflow/roles";

/** Without `--enable-workspaces` everything is in this one (mlflow/utils/workspace_utils.py, 3.17.0). */
const WORKSPACE = "default";

/** The role that MLflow keeps for what one user was given alone. */
const OWN_ROLE = /^__user_\d+__$/;

const granted = z
  .object({
    id: z.number().int(),
    resource_type: z.string(),
    resource_pattern: z.string(),
    permission: z.string(),
  })
  .transform(({ id, resource_type, resource_pattern, permission }): Granted => ({
    ...{ id, permission },
    type: resource_type,
    pattern: resource_pattern,
  }));
const role = z.object({
  id: z.number().int(),
  name: z.string(),
  permissions: z.array(granted).default([]),
});
const answers = {
  current: z.object({ user: z.object({ username: z.string(), is_admin: z.boolean() }) }),
  users: z.object({
    users: z.array(
      z.object({ username: z.string(), is_admin: z.boolean(), roles: z.array(role).default([]) }),
    ),
  }),
  roles: z.object({ roles: z.array(role) }),
  role: z.object({ role }),
  experiment: z.object({
    experiment: z.object({ experiment_id: z.string(), lifecycle_stage: z.string() }),
  }),
  nothing: z.looseObject({}),
};

/** The users and roles of one MLflow server. */
export class TrackingUsers {
  private readonly transport: Transport;
  /** Role → MLflow's id. */
  private readonly ids = new Map<string, number>();

  /**
   * @param uri http or https URL; whose password is asked with: MLFLOW_TRACKING_USERNAME and …_PASSWORD
   * @throws InputError for a URI that is none
   */
  constructor(uri: string, env: NodeJS.ProcessEnv) {
    this.transport = new Transport({ uri, env });
  }

  /** Who asks, and whether they are an admin of the server. @throws TrackingError without a login */
  async whoAmI(): Promise<{ readonly name: string; readonly admin: boolean }> {
    const { user } = await this.get(`${USERS}/current`, {}, answers.current);
    return { name: user.username, admin: user.is_admin };
  }

  /** What MLflow knows now. @param artifacts those of which experiments and models are looked for */
  async read(admin: string, artifacts: readonly string[]): Promise<ActualTracking> {
    const [{ users }, { roles }] = await Promise.all([
      this.get(`${USERS}/list`, {}, answers.users),
      this.get(`${ROLES}/list`, { workspace: WORKSPACE }, answers.roles),
    ]);
    for (const { name, id } of roles) this.ids.set(name, id);
    const ours = roles.filter(({ name }) => name.startsWith(ROLE_PREFIX));
    const resources = await Promise.all(
      artifacts.map(async (name) => [name, await this.resourcesOf(name)] as const),
    );
    return {
      admin,
      users: users.map((user): ActualUser => ({
        name: user.username,
        admin: user.is_admin,
        roles: user.roles.map(({ name }) => name).filter((name) => !OWN_ROLE.test(name)),
        direct: user.roles.flatMap((one) => (OWN_ROLE.test(one.name) ? one.permissions : [])),
      })),
      roles: new Map(ours.map(({ name, permissions }) => [name, permissions])),
      resources: new Map(resources),
    };
  }

  /** Does one step. @param passwordOf the first password of a user who is made */
  async take(step: Step, passwordOf: (user: string) => string): Promise<void> {
    switch (step.do) {
      case "make-user":
        return this.send("POST", `${USERS}/create`, {
          username: step.user,
          password: passwordOf(step.user),
        });
      case "remove-user":
        return this.send("DELETE", `${USERS}/delete`, { username: step.user });
      case "end-admin":
        return this.send("PATCH", `${USERS}/update-admin`, {
          username: step.user,
          is_admin: false,
        });
      case "make-role": {
        const body = { name: step.role, workspace: WORKSPACE, description: DESCRIPTION };
        const made = await this.transport.json(
          { method: "POST", path: `${ROLES}/create`, body, idempotent: false },
          answers.role,
        );
        this.ids.set(step.role, made.role.id);
        return;
      }
      case "remove-role":
        return this.send("DELETE", `${ROLES}/delete`, { role_id: this.idOf(step.role) });
      case "grant":
        return this.send("POST", `${ROLES}/permissions/add`, {
          role_id: this.idOf(step.role),
          resource_type: step.resource.type,
          resource_pattern: step.resource.id,
          permission: step.permission,
        });
      case "revoke":
      case "revoke-direct":
        return this.send("DELETE", `${ROLES}/permissions/remove`, {
          role_permission_id: step.granted.id,
        });
      case "assign":
        return this.send("POST", `${ROLES}/assign`, {
          username: step.user,
          role_id: this.idOf(step.role),
        });
      case "unassign":
        return this.send("DELETE", `${ROLES}/unassign`, {
          username: step.user,
          role_id: this.idOf(step.role),
        });
    }
  }

  private async resourcesOf(name: string): Promise<Resource[]> {
    const [experiment, model] = await Promise.all([
      this.orNothing("/api/2.0/mlflow/experiments/get-by-name", { experiment_name: name }),
      this.orNothing("/api/2.0/mlflow/registered-models/get", { name }),
    ]);
    const found = answers.experiment.safeParse(experiment).data?.experiment;
    return [
      ...(found?.lifecycle_stage === "active"
        ? [{ type: "experiment" as const, id: found.experiment_id, name }]
        : []),
      ...(model === undefined ? [] : [{ type: "registered_model" as const, id: name, name }]),
    ];
  }

  private async orNothing(path: string, query: Record<string, string>): Promise<unknown> {
    try {
      return await this.get(path, query, answers.nothing);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private idOf(name: string): number {
    const id = this.ids.get(name);
    if (id === undefined) throw new Error(`role ${name} was neither read nor made`);
    return id;
  }

  private get<S extends z.ZodType>(
    path: string,
    query: Record<string, string>,
    schema: S,
  ): Promise<z.output<S>> {
    const search = new URLSearchParams(query).toString();
    const whole = search === "" ? path : `${path}?${search}`;
    return this.transport.json({ method: "GET", path: whole, idempotent: true }, schema);
  }

  private async send(
    method: "POST" | "PATCH" | "DELETE",
    path: string,
    body: object,
  ): Promise<void> {
    await this.transport.json({ method, path, body, idempotent: false }, answers.nothing);
  }
}

/** What somebody who looks at the role in MLflow reads. */
const DESCRIPTION =
  "Made by `towpath access tracking` from stacks/access.yaml; changes here are undone.";
