import type { Ownership } from "../ownership";
import type { RotationDuty } from "./rotation-due";

/** What the question was about. */
export interface Asked {
  /** `service`, `bucket`, `secret`, `team`. */
  readonly kind: string;
  readonly name: string;
  /** Of a resource in a plan. */
  readonly urn?: string;
}

/** Who answers for something, and why: one reason a step. */
export interface Owned extends Asked {
  readonly owned: true;
  readonly owner: string;
  readonly recovery_owner: string;
  readonly reviewer: string;
  /** Where to reach the owner. */
  readonly contact: string;
  /** The surface of stacks/ownership.yaml that recovery and review come from. */
  readonly surface: string;
  readonly why: readonly string[];
  /** Of a secret that people rotate, by environment. */
  readonly rotation?: Readonly<Record<string, RotationDuty>>;
}

/** Nobody does, and what is missing. */
export interface Unowned extends Asked {
  readonly owned: false;
  /** `stacks/ownership.yaml has no surface platform`. */
  readonly problem: string;
  /** The owner that something names, though retired or unknown; absent where nothing names one. */
  readonly names?: string;
  readonly why: readonly string[];
}

export type Resolution = Owned | Unowned;

/** What is known about a thing before the file is asked. */
export interface Known {
  /** A key of owners; without one, the surface's owner is. */
  readonly owner?: string | undefined;
  /** A key of surfaces. */
  readonly surface: string | undefined;
  readonly why: readonly string[];
}

/**
 * Looks the duties up. Recovery and review come from the surface; an owner who would review alone has
 * the surface's owner review instead, so that nobody reviews themselves where two groups are there.
 */
export function resolution(asked: Asked, known: Known, ownership: Ownership): Resolution {
  const { surface: part, why } = known;
  const lacking = (problem: string): Unowned => ({ ...asked, owned: false, problem, why });
  if (part === undefined) return lacking("nothing names an owner, and it is part of no surface");
  const surface = Object.hasOwn(ownership.surfaces, part) ? ownership.surfaces[part] : undefined;
  if (surface === undefined) return lacking(`stacks/ownership.yaml has no surface ${part}`);
  const name = known.owner ?? surface.owner;
  const owner = Object.hasOwn(ownership.owners, name) ? ownership.owners[name] : undefined;
  if (owner?.status !== "active") {
    const problem =
      owner === undefined
        ? `stacks/ownership.yaml does not know owner ${name}`
        : `owner ${name} is retired`;
    return { ...lacking(problem), ...(known.owner !== undefined && { names: name }) };
  }
  const reviewer = surface.reviewer === name ? surface.owner : surface.reviewer;
  return {
    ...asked,
    owned: true,
    owner: name,
    recovery_owner: surface.recovery_owner,
    reviewer,
    contact: owner.contact,
    surface: part,
    why: [
      ...why,
      known.owner === undefined
        ? `surface ${part}: owner ${name}`
        : `surface ${part}: who recovers and reviews`,
    ],
  };
}
