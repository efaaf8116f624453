import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { InputError } from "../../lib/errors";
import { didYouMean } from "../../lib/nearest";
import type { YamlFile } from "../../lib/yaml-file";
import { type Access, accessSchema } from "./access";
import { accessProblems } from "./check-access";
import { environmentProblems } from "./check-environment";
import {
  overlapProblems,
  ownershipProblems,
  priceProblems,
  quotaProblems,
  teamProblems,
} from "./cross-check";
import { recoveryProblems } from "./check-recovery";
import { rotationProblems } from "./check-rotation";
import { serviceProblems } from "./check-service";
import { signerProblems } from "./check-signers";
import { vllmProblems } from "./check-vllm";
import { type Environment, environmentOf, stackFileSchema } from "./environment";
import { type Images, imagesSchema } from "./images";
import { type Ownership, ownershipSchema } from "./ownership";
import { type Prices, pricesSchema } from "./prices";
import { Problems, readStacksFile } from "./read";
import { type Service, serviceSchema } from "./service";
import { type Teams, teamsSchema } from "./teams";

/** Everything in stacks/, checked and cross-checked. */
export interface Stacks {
  readonly access: Access;
  readonly ownership: Ownership;
  readonly teams: Teams;
  readonly images: Images;
  readonly prices: Prices;
  /** By service name. */
  readonly services: Readonly<Record<string, Service>>;
  /** By environment name. */
  readonly environments: Readonly<Record<string, Environment>>;
}

/**
 * Reads and cross-checks stacks/ under the project's root.
 * @throws InputError naming every problem with file:line:column, what was found and expected
 */
export function loadStacks(root: string): Stacks {
  const problems = new Problems();
  const ownership = problems.attempt(() =>
    readStacksFile(root, "stacks/ownership.yaml", ownershipSchema),
  );
  const teams = problems.attempt(() => readStacksFile(root, "stacks/teams.yaml", teamsSchema));
  const access = problems.attempt(() => readStacksFile(root, "stacks/access.yaml", accessSchema));
  const images = problems.attempt(() => readStacksFile(root, "stacks/images.yaml", imagesSchema));
  const prices = problems.attempt(() => readStacksFile(root, "stacks/prices.yaml", pricesSchema));
  const services = serviceNames(root).map((name) =>
    problems.attempt(() => readStacksFile(root, `stacks/services/${name}.yaml`, serviceSchema)),
  );
  const stacks = environmentNames(root).map((name) =>
    problems.attempt(() => ({ name, ...readEnvironment(root, name) })),
  );

  // Files that nobody asks for are committed like the others: no secrets in them either.
  for (const name of otherYamlFiles(root)) {
    problems.attempt(() => readStacksFile(root, name, z.unknown()));
  }

  // The files that could be read are checked against each other, whatever is wrong with the rest.
  if (ownership) problems.add(ownership, ownershipProblems(ownership.value));
  if (teams && ownership) problems.add(teams, teamProblems(teams.value, ownership.value));
  if (access && teams && ownership) {
    problems.add(access, accessProblems(access.value, teams.value, ownership.value));
    problems.add(access, signerProblems(access.value, ownership.value, environmentNames(root)));
  }
  if (prices) problems.add(prices, priceProblems(prices.value));
  for (const service of services) {
    if (service && ownership) problems.add(service, serviceProblems(service, ownership.value));
  }
  const earlier: [string, Environment][] = [];
  for (const stack of stacks) {
    if (stack === undefined) continue;
    const own = environmentProblems(stack.environment);
    problems.add(stack.file, own);
    problems.add(stack.file, overlapProblems(stack.environment, earlier));
    // What a pool offers is known once its instance type is right.
    if (teams && own.length === 0) {
      problems.add(stack.file, quotaProblems(stack.environment, teams.value));
    }
    if (images) problems.add(stack.file, recoveryProblems(stack.environment, images.value));
    earlier.push([stack.name, stack.environment]);
  }
  const environments = Object.fromEntries(earlier);
  if (ownership) problems.add(ownership, rotationProblems(ownership.value, environmentNames(root)));
  for (const service of services) {
    if (service === undefined || teams === undefined) continue;
    problems.add(service, vllmProblems(service.value, { teams: teams.value, environments }));
  }
  problems.throwIfAny();

  return {
    access: whole(access).value,
    ownership: whole(ownership).value,
    teams: whole(teams).value,
    images: whole(images).value,
    prices: whole(prices).value,
    services: Object.fromEntries(
      services.map((file) => [whole(file).value.name, whole(file).value]),
    ),
    environments,
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
  return readStacksFile(root, `stacks/services/${name}.yaml`, serviceSchema);
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
 * Reads one environment: what its stack file says, and what follows from its posture. What
 * concerns other files, such as quotas, {@link loadStacks} checks.
 * @throws InputError as {@link loadStacks}, or when there is no such environment
 */
export function loadEnvironment(root: string, name: string): Environment {
  const names = environmentNames(root);
  if (!names.includes(name)) throw noEnvironment(name, names);
  const { file, environment } = readEnvironment(root, name);
  const problems = new Problems();
  problems.add(file, environmentProblems(environment));
  problems.throwIfAny();
  return environment;
}

/** One environment of those that {@link loadStacks} has read. @throws InputError when it is not there */
export function environmentNamed({ environments }: Stacks, name: string): Environment {
  const found = Object.hasOwn(environments, name) ? environments[name] : undefined;
  if (found === undefined) throw noEnvironment(name, Object.keys(environments).sort());
  return found;
}

function noEnvironment(name: string, names: readonly string[]): InputError {
  return new InputError(
    `no environment "${name}" in stacks${didYouMean(name, names)}; expected one of ${names.join(", ")}`,
  );
}

/** YAML files under stacks/ that no schema is for. */
function otherYamlFiles(root: string): string[] {
  const known = /^(Pulumi\.[^/]+|access|ownership|teams|images|prices|services\/[^/]+)\.yaml$/;
  return readdirSync(join(root, "stacks"), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.ya?ml$/.test(file) && !known.test(file))
    .map((file) => `stacks/${file}`)
    .sort();
}

function readEnvironment(root: string, name: string) {
  const file = readStacksFile(root, `stacks/Pulumi.${name}.yaml`, stackFileSchema);
  return { file, environment: environmentOf(file.value) };
}

/** What was read without a problem is there. */
function whole<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a file of stacks/ was neither read nor reported");
  return value;
}
