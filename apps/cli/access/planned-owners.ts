import { namedOwner } from "../../../components/config/owners/named-owner";
import type { Resolution } from "../../../components/config/owners/resolution";
import { type OwnedResource, ResourceOwners } from "../../../components/config/owners/resources";
import type { Ownership } from "../../../components/config/ownership";
import type { PreviewResource } from "../preview/report";

/** The resources of a preview, and who answers for those of a name or URN. */
export class PlannedOwners {
  private readonly resources: readonly OwnedResource[];
  private readonly owners: ResourceOwners;

  constructor(planned: readonly PreviewResource[], ownership: Ownership) {
    const inputs = new Map(planned.map((one) => [one.urn, one.inputs]));
    this.resources = planned.map((one) => ({
      urn: one.urn,
      type: one.type,
      name: one.name,
      parent: one.parent,
      says: namedOwner(one, one.provider === null ? undefined : inputs.get(one.provider)),
    }));
    this.owners = new ResourceOwners(this.resources, ownership);
  }

  /** Every logical name in the plan. */
  get names(): string[] {
    return [...new Set(this.resources.map(({ name }) => name))];
  }

  /** Of a URN one answer; of a name one a resource that has it, components first. */
  of(nameOrUrn: string): Resolution[] {
    return this.resources
      .filter(({ name, urn }) => name === nameOrUrn || urn === nameOrUrn)
      .map((one) => this.owners.of(one))
      .sort((a, b) => Number(b.kind === "component") - Number(a.kind === "component"));
  }
}
