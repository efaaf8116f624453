import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { z } from "zod";
import { InputError } from "../../lib/errors";
import { didYouMean } from "../../lib/nearest";
import { readYaml, type YamlFile, yamlError } from "../../lib/yaml-file";
import type { YamlProblem } from "../../lib/zod-issues";
import { type Access, accessSchema } from "./access";
import { type Environment, stackFileSchema } from "./environment";
import { type Ownership, ownershipSchema } from "./ownership";
import { type Service, serviceSchema } from "./service";
import { type Teams, teamsSchema } from "./teams";

/** Everything in stacks/ that holds for all environments, checked and cross-checked. */
export interface Stacks {
  readonly access: Access;
  readonly ownership: Ownership;
  readonly teams: Teams;
  /** By service name. */
  readonly services: Readonly<Record<string, Service>>;
}

/**
 * Reads and cross-checks stacks/ under the project's root.
 * @throws InputError naming every problem with file:line:column, what was found and expected
 */
export function loadStacks(root: string): Stacks {
  const ownership = read(root, "stacks/ownership.yaml", ownershipSchema);
  const teams = read(root, "stacks/teams.yaml", teamsSchema);
  const access = read(root, "stacks/access.yaml", accessSchema);
  const services = serviceNames(root).map((name) => loadService(root, name));

  const problems = [
    report(ownership, ownershipProblems(ownership.value)),
    report(teams, teamProblems(teams.value, ownership.value)),
    report(access, accessProblems(access.value, teams.value)),
    ...services.map((file) => report(file, serviceProblems(file, ownership.value))),
  ].filter((text) => text !== "");
  if (problems.length > 0) throw new InputError(problems.join("\n"));

  return {
    access: access.value,
    ownership: ownership.value,
    teams: teams.value,
    services: Object.fromEntries(services.map((file) => [file.value.name, file.value])),
  };
}

/** Reads one service's file. @throws InputError as {@link loadStacks}, or when there is none */
export function loadService(root: string, name: string): YamlFile<Service> {
  const names = serviceNames(root);
  if (!names.includes(name)) {
    throw new InputError(
      `no service "${name}" in stacks/services${didYouMean(name, names)}; expected one of ${names.join(", ")}`,
    );
  }
  return read(root, `stacks/services/${name}.yaml`, serviceSchema);
}

/** The services that have a file, sorted. */
export function serviceNames(root: string): string[] {
  return readdirSync(join(root, "stacks/services"))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/** The environments that have a stack file, sorted. */
export function environmentNames(root: string): string[] {
  return readdirSync(join(root, "stacks"))
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * Reads what an environment's stack file says to Towpath.
 * @throws InputError as {@link loadStacks}, or when there is no such environment
 */
export function loadEnvironment(root: string, name: string): Environment {
  const names = environmentNames(root);
  if (!names.includes(name)) {
    throw new InputError(
      `no environment "${name}" in stacks${didYouMean(name, names)}; expected one of ${names.join(", ")}`,
    );
  }
  const { config } = read(root, `stacks/Pulumi.${name}.yaml`, stackFileSchema).value;
  return { posture: config["towpath:posture"], maturity: config["towpath:maturity"] };
}

function read<S extends z.ZodType>(root: string, name: string, schema: S): YamlFile<z.output<S>> {
  return readYaml(join(root, name), schema, name);
}

function report(file: YamlFile<unknown>, problems: readonly YamlProblem[]): string {
  return problems.length === 0 ? "" : yamlError(file, problems).message;
}

/** One problem when `found` is no key of `known`. */
function mustBeKey(
  path: readonly PropertyKey[],
  found: string,
  known: object,
  where: string,
): YamlProblem[] {
  if (Object.hasOwn(known, found)) return [];
  const names = Object.keys(known);
  return [
    {
      path,
      message: `found "${found}"${didYouMean(found, names)}; expected a key of ${where}: ${names.join(", ")}`,
    },
  ];
}

function mustBeOwner(
  path: readonly PropertyKey[],
  found: string,
  ownership: Ownership,
): YamlProblem[] {
  const owner = ownership.owners[found];
  if (owner?.status === "retired") {
    return [{ path, message: `found "${found}", which is retired; expected an active owner` }];
  }
  return mustBeKey(path, found, ownership.owners, "owners in stacks/ownership.yaml");
}

function ownershipProblems(ownership: Ownership): YamlProblem[] {
  return Object.entries(ownership.surfaces).flatMap(([surface, duties]) =>
    Object.entries(duties).flatMap(([duty, owner]) =>
      mustBeOwner(["surfaces", surface, duty], owner, ownership),
    ),
  );
}

function teamProblems(teams: Teams, ownership: Ownership): YamlProblem[] {
  const seen = new Map<string, string>();
  return Object.entries(teams).flatMap(([name, team]) => {
    const other = seen.get(team.namespace);
    seen.set(team.namespace, name);
    const clash =
      other === undefined
        ? []
        : [
            {
              path: [name, "namespace"],
              message: `found "${team.namespace}", which team ${other} has; expected a namespace of its own`,
            },
          ];
    return [...mustBeOwner([name, "owner"], team.owner, ownership), ...clash];
  });
}

function accessProblems(access: Access, teams: Teams): YamlProblem[] {
  const roles = Object.fromEntries(
    Object.values(access.matrix).flatMap((row) => Object.keys(row).map((role) => [role, true])),
  );
  const identities = Object.entries(access.identities).flatMap(([who, { roles: held, team }]) => [
    ...held.flatMap((role, index) =>
      mustBeKey(["identities", who, "roles", index], role, roles, "the matrix's roles"),
    ),
    ...mustBeKey(["identities", who, "team"], team, teams, "stacks/teams.yaml"),
  ]);
  const grants = access.grants.flatMap((grant, index) => [
    ...mustBeKey(["grants", index, "identity"], grant.identity, access.identities, "identities"),
    ...mustBeKey(["grants", index, "approver"], grant.approver, access.identities, "identities"),
    ...mustBeKey(["grants", index, "action"], grant.action, access.matrix, "matrix"),
  ]);
  return [...identities, ...grants];
}

function serviceProblems(file: YamlFile<Service>, ownership: Ownership): YamlProblem[] {
  const service = file.value;
  const expected = basename(file.file, ".yaml");
  const name =
    service.name === expected
      ? []
      : [
          {
            path: ["name"],
            message: `found "${service.name}"; expected the file's name, ${expected}`,
          },
        ];
  return [...name, ...mustBeOwner(["owner"], service.owner, ownership)];
}
