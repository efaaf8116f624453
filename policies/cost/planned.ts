import { type CostResource, UNKNOWN_INPUT } from "../../components/config/cost/resource";
import { costRule } from "../../components/config/cost/rules";
import { known, members, UNKNOWN } from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";

/** The launch template of a node group, whose disks cost, and providers, whose region decides a price. */
const READ_BESIDES = /^(aws:ec2\/launchTemplate:|pulumi:providers:)/;

/**
 * A stack's resources as the estimate reads them. Only of those that cost something are the inputs
 * copied: the others are there as parents.
 */
export function planned({ resources }: Stack): readonly CostResource[] {
  const all = resources.map(costResource);
  const urns = new Set(all.map(({ urn }) => urn));
  // Pulumi's engine hands over no providers among the resources; each resource has its own.
  const providers = new Map<string, CostResource>();
  for (const { provider } of resources) {
    if (provider === undefined || urns.has(provider.urn)) continue;
    providers.set(provider.urn, {
      urn: provider.urn,
      type: provider.type,
      name: provider.name,
      inputs: plain(provider.props) as CostResource["inputs"],
    });
  }
  return [...all, ...providers.values()];
}

function costResource(resource: StackResource): CostResource {
  const { urn, type, name, parent, provider, propertyDependencies } = resource;
  const bare = { urn, type, name, inputs: {} };
  const isRead = costRule(bare) !== undefined || READ_BESIDES.test(type);
  return {
    ...bare,
    parent: parent?.urn,
    provider: provider?.urn,
    inputs: isRead ? (plain(resource.props) as CostResource["inputs"]) : {},
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([input, sources]) => [
        input,
        sources.map((source) => source.urn),
      ]),
    ),
  };
}

/** A watched value with `<unknown>` for whatever only a deployment knows. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return members(value as readonly unknown[]).map((one) =>
      one === UNKNOWN ? UNKNOWN_INPUT : plain(one),
    );
  }
  if (typeof value !== "object" || value === null) return value;
  const read = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(read).map((key) => {
      const one = known(() => read[key]);
      return [key, one === UNKNOWN ? UNKNOWN_INPUT : plain(one)];
    }),
  );
}
