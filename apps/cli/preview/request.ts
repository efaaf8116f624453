import type alias from "@pulumi/pulumi/proto/alias_pb";
import type resource from "@pulumi/pulumi/proto/resource_pb";
import type { Registration } from "./registration";
import { framesOf } from "./source";
import { fromStruct } from "./structs";
import { mintUrn } from "./urn";

/** Whose stack is previewed. */
export interface Place {
  readonly project: string;
  readonly stack: string;
}

/** Reads a registration off the wire. */
export function toRegistration(
  request: resource.RegisterResourceRequest,
  place: Place,
): Registration {
  const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
  const propertyDependencies: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((urns, key) => {
    propertyDependencies[key] = urns.getUrnsList();
  });
  return {
    urn: mintUrn(place, { type, name, parent }),
    type,
    name,
    parent,
    provider: request.getProvider(),
    custom: request.getCustom(),
    inputs: fromStruct(request.getObject()),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    dependencies: request.getDependenciesList(),
    propertyDependencies,
    aliases: [
      ...request.getAliasurnsList(),
      ...request.getAliasesList().map((one) => aliasUrn(one, { type, name, parent }, place)),
    ],
    ignoreChanges: request.getIgnorechangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    frames: framesOf(request.getStacktrace()),
  };
}

/** The former URN that an alias stands for: what it does not say is as it is now. */
function aliasUrn(
  one: alias.Alias,
  now: { type: string; name: string; parent: string },
  place: Place,
): string {
  const spec = one.getSpec();
  if (spec === undefined) return one.getUrn();
  return mintUrn(
    { project: spec.getProject() || place.project, stack: spec.getStack() || place.stack },
    {
      type: spec.getType() || now.type,
      name: spec.getName() || now.name,
      parent: spec.getNoparent() ? "" : spec.getParenturn() || now.parent,
    },
  );
}
