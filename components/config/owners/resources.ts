import type { Ownership } from "../ownership";
import type { NamedOwner } from "./named-owner";
import { kindOf, surfaceOf } from "./parts";
import { type Resolution, resolution } from "./resolution";

/** A resource of a plan, with its place in the tree. */
export interface OwnedResource {
  readonly urn: string;
  /** Type token. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** The parent's URN; null for the stack itself. */
  readonly parent: string | null;
  /** The owner that it names itself (`namedOwner`). */
  readonly says?: NamedOwner | undefined;
}

/** The resources of a plan, and who answers for each. */
export class ResourceOwners {
  private readonly byUrn: ReadonlyMap<string, OwnedResource>;
  /** Component → every active owner that something inside it names. */
  private readonly inside = new Map<string, Set<string>>();

  constructor(
    resources: readonly OwnedResource[],
    private readonly ownership: Ownership,
  ) {
    this.byUrn = new Map(resources.map((one) => [one.urn, one]));
    for (const one of resources) {
      if (one.says === undefined || !isActive(one.says.owner, ownership)) continue;
      for (const { urn } of this.around(one)) {
        const owners = this.inside.get(urn) ?? new Set();
        this.inside.set(urn, owners.add(one.says.owner));
      }
    }
  }

  /**
   * The owner that a resource names; else the nearest component around it that names one; else, for a
   * component, the one owner that all inside it name; else the owner of the surface it is part of.
   */
  of(resource: OwnedResource): Resolution {
    const { name, type, urn } = resource;
    const asked = { kind: kindOf(type), name, urn };
    const around = this.around(resource);
    const part = [resource, ...around].find((one) => surfaceOf(one) !== undefined);
    const surface = part === undefined ? undefined : surfaceOf(part);
    const found = this.named(resource, around);
    const reasons = [
      ...(found === undefined ? [] : [found.reason]),
      ...(part === undefined || part === resource ? [] : [`it is part of ${shown(part)}`]),
    ];
    return resolution(asked, { owner: found?.owner, surface, why: reasons }, this.ownership);
  }

  private named(
    resource: OwnedResource,
    around: readonly OwnedResource[],
  ): { owner: string; reason: string } | undefined {
    if (resource.says !== undefined) {
      const { owner, place } = resource.says;
      return { owner, reason: `its ${place} says ${owner}` };
    }
    const above = around.find(({ says }) => says !== undefined);
    if (above?.says !== undefined) {
      const { owner, place } = above.says;
      return { owner, reason: `${shown(above)} is around it, whose ${place} says ${owner}` };
    }
    const [only, ...more] = this.inside.get(resource.urn) ?? [];
    if (only === undefined || more.length > 0) return undefined;
    return { owner: only, reason: `everything inside it that names an owner says ${only}` };
  }

  /** The components around a resource, the nearest first. */
  private around({ parent }: OwnedResource): OwnedResource[] {
    const found: OwnedResource[] = [];
    for (let urn = parent; urn !== null;) {
      const one = this.byUrn.get(urn);
      if (one === undefined) break;
      found.push(one);
      urn = one.parent;
    }
    return found;
  }
}

function isActive(owner: string, { owners }: Ownership): boolean {
  return Object.hasOwn(owners, owner) && owners[owner]?.status === "active";
}

/** `Mlflow mlflow`. */
function shown({ type, name }: OwnedResource): string {
  return `${type.split(":").at(-1) ?? type} ${name}`;
}
