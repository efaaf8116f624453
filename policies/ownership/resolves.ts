import { type NamedOwner, namedOwner } from "../../components/config/owners/named-owner";
import { kindOf } from "../../components/config/owners/parts";
import { type OwnedResource, ResourceOwners } from "../../components/config/owners/resources";
import { known, UNKNOWN } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";

/** What somebody must answer for: a part of the platform, and whatever holds data or a secret. */
const SURFACES = ["component", "bucket", "secret", "alert"];

/**
 * Everything that breaks, leaks or has to be restored is somebody's. Where a tag or a component names
 * an owner who is not there, `ownership-active-owner` says so at that tag; here, what nobody names.
 */
export const resolves = stackRule({
  id: "ownership-resolves",
  checks: ["TAG-1"],
  severity: "medium",
  level: "posture",
  description:
    "Every component, bucket, secret and alert resolves to an active owner, a recovery owner and a reviewer of stacks/ownership.yaml.",
  why: "On the day that it fails, nobody knows who may decide about it: whether to wait, to restore, or to take it away.",
  remediation:
    "Make the resource a part of the platform (`parent`), give it the tag `towpath:owner` or the label `towpath.dev/owner`, and name the surface in stacks/ownership.yaml. `npx towpath access owner NAME` shows how an owner is found.",
  check: (stack, report, { stacks: { ownership } }) => {
    const owners = new ResourceOwners(stack.resources.map(readOwner), ownership);
    const unowned = new Map<string, StackResource[]>();
    for (const resource of stack.resources) {
      if (!SURFACES.includes(kindOf(resource.type))) continue;
      stack.decide(resource, () => {
        const found = owners.of({ ...placeOf(resource), says: ownerNamedBy(resource) });
        if (found.owned || found.names !== undefined) return;
        unowned.set(found.problem, [...(unowned.get(found.problem) ?? []), resource]);
      });
    }
    for (const [problem, resources] of unowned) tell(problem, resources, stack, report);
  },
});

/** One mistake in the file is told once, at the outermost that it concerns. */
function tell(
  problem: string,
  resources: readonly StackResource[],
  { root }: Stack,
  report: (at: StackResource, message: string) => void,
): void {
  const [first = root, ...others] = [...resources].sort((a, b) => depth(a) - depth(b));
  const more = others.length === 0 ? "" : ` (and for ${others.length} more)`;
  report(
    first,
    `Nobody answers for it${more}: ${problem}; expected an active owner, a recovery owner and a reviewer. Complete stacks/ownership.yaml, or tag it with its owner.`,
  );
}

function depth({ parent }: StackResource): number {
  return parent === undefined ? 0 : 1 + depth(parent);
}

function placeOf({ urn, type, name, parent }: StackResource): OwnedResource {
  return { urn, type, name, parent: parent?.urn ?? null };
}

/** An owner that only a deployment knows says nothing about the components around it. */
function readOwner(resource: StackResource): OwnedResource {
  const says = known(() => ownerNamedBy(resource));
  return { ...placeOf(resource), says: says === UNKNOWN ? undefined : says };
}

function ownerNamedBy({ type, props, provider }: StackResource): NamedOwner | undefined {
  return namedOwner({ type, inputs: props }, provider?.props);
}
