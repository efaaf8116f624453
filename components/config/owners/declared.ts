import type { Stacks } from "../load";
import { endpointOf, REST } from "./parts";
import { type Known, type Resolution, resolution } from "./resolution";
import { type RotationDuty, rotationDuty } from "./rotation-due";

/** A page of docs/runbooks. */
export interface Runbook {
  /** The file's name without its ending. */
  readonly name: string;
  /** The key in its line `Owner: KEY`, where it has one. */
  readonly owner?: string | undefined;
}

/** What owners are looked up in. */
export type OwnerFiles = Pick<
  Stacks,
  "access" | "ownership" | "teams" | "services" | "environments"
>;

interface Thing extends Known {
  readonly kind: string;
  readonly name: string;
}

/** Everything with an owner that stands in stacks/ or docs/runbooks, and needs no plan to be found. */
export class DeclaredOwners {
  private readonly things: readonly Thing[];

  constructor(
    private readonly files: OwnerFiles,
    runbooks: readonly Runbook[],
    private readonly now: Date,
  ) {
    this.things = thingsOf(files, runbooks);
  }

  /** Every name that can be asked for, without doubles. */
  get names(): string[] {
    return [...new Set(this.things.map(({ name }) => name))];
  }

  /** All things of a name: a team and a surface may share one. */
  of(name: string): Resolution[] {
    return this.things
      .filter((thing) => thing.name === name)
      .map(({ kind, ...known }) => {
        const found = resolution({ kind, name }, known, this.files.ownership);
        const rotation = kind === "secret" && found.owned ? this.rotationOf(name) : undefined;
        return rotation === undefined ? found : { ...found, rotation };
      });
  }

  /** Where a secret's rotation stands in each environment; undefined where it is nobody's duty. */
  rotationOf(secret: string): Readonly<Record<string, RotationDuty>> | undefined {
    const { secrets } = this.files.ownership;
    const duty = Object.hasOwn(secrets, secret) ? secrets[secret] : undefined;
    if (duty === undefined) return undefined;
    return Object.fromEntries(
      Object.keys(this.files.environments).map((environment) => [
        environment,
        rotationDuty(duty, environment, this.now),
      ]),
    );
  }
}

function thingsOf(
  { access, ownership, teams, services, environments }: OwnerFiles,
  runbooks: readonly Runbook[],
): Thing[] {
  const roles = new Set(Object.values(access.matrix).flatMap((row) => Object.keys(row)));
  const buckets = new Set(Object.values(environments).flatMap((one) => Object.keys(one.buckets)));
  return [
    ...Object.entries(services).map(([name, { owner }]) =>
      thing(
        "service",
        name,
        endpointOf(name),
        `stacks/services/${name}.yaml: owner ${owner}`,
        owner,
      ),
    ),
    ...Object.entries(teams).map(([name, { owner }]) =>
      thing("team", name, REST, `stacks/teams.yaml: owner ${owner}`, owner),
    ),
    ...Object.entries(ownership.secrets).map(([name, { owner }]) =>
      thing(
        "secret",
        name,
        "secret-rotation",
        `secrets of stacks/ownership.yaml: owner ${owner}`,
        owner,
      ),
    ),
    ...Object.keys(ownership.surfaces).map((name) =>
      thing("surface", name, name, "it is a surface of stacks/ownership.yaml"),
    ),
    ...[...buckets].map((name) =>
      thing("bucket", name, "artifact-bucket-policy", "it is a bucket of the environments"),
    ),
    ...[...roles].map((name) => {
      const owner = access.roles?.[name]?.owner;
      const why = owner === undefined ? "it is a role of" : `owner ${owner} of the role in`;
      return thing("role", name, REST, `${why} stacks/access.yaml`, owner);
    }),
    ...runbooks.map(({ name, owner }) => runbook(name, owner, ownership.surfaces)),
  ];
}

/** A runbook is part of the surface it is called after. */
function runbook(name: string, owner: string | undefined, surfaces: object): Thing {
  const surface = Object.hasOwn(surfaces, name) ? name : REST;
  const file = `docs/runbooks/${name}.md`;
  const why = owner === undefined ? `it is ${file}` : `${file}: owner ${owner}`;
  return thing("runbook", name, surface, why, owner);
}

function thing(kind: string, name: string, surface: string, why: string, owner?: string): Thing {
  return { kind, name, surface, owner, why: [why] };
}
