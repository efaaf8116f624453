import { instanceSpec } from "../instance-types";
import {
  ELASTIC_IPS,
  NAT_GATEWAYS,
  type Quota,
  quotaFamily,
  VCPU_QUOTAS,
  VPCS,
} from "./quota-table";
import { amount, at, type CostResource, lengthOf, Resources } from "./resource";
import { NODE_GROUP, nodeTypes } from "./rules-nodes";

/** What an environment needs of one quota at its largest. */
export interface QuotaNeed extends Quota {
  readonly region: string;
  /** Units at every node group's maximum size. */
  readonly needed: number;
  /** More while node groups update: new nodes start before the old ones go. */
  readonly duringUpdate: number;
  /** Who needs it, by logical name. */
  readonly by: readonly string[];
  /** Shows what the account has. */
  readonly see: string;
  /** Asks for what is needed; null where AWS's default is enough. */
  readonly request: string | null;
}

/** The needs, and what they leave out. */
export interface QuotaNeeds {
  /** Instances first, then by name. */
  readonly needs: readonly QuotaNeed[];
  /** Why a resource's need is not in it. */
  readonly unknown: readonly { readonly urn: string; readonly reason: string }[];
}

interface Demand {
  readonly quota: Quota;
  readonly region: string;
  needed: number;
  duringUpdate: number;
  readonly by: string[];
}

/**
 * The service quotas that a plan needs. Quotas count the whole account: what else runs in it comes
 * on top.
 * @param defaultRegion region of resources whose provider names none
 */
export function quotaNeeds(planned: readonly CostResource[], defaultRegion?: string): QuotaNeeds {
  const resources = new Resources(planned, defaultRegion);
  const demands = new Map<string, Demand>();
  const unknown: { urn: string; reason: string }[] = [];
  const perSubnet = new Map<string, number>();

  for (const resource of resources.all) {
    const need = needOf(resource, resources, perSubnet);
    if (need === undefined) continue;
    const region = resources.regionOf(resource);
    if (typeof need === "string" || region === undefined) {
      const reason = typeof need === "string" ? need : "its region is not known";
      unknown.push({ urn: resource.urn, reason });
      continue;
    }
    const key = `${region} ${need.quota.code}`;
    const demand = demands.get(key) ?? {
      quota: need.quota,
      region,
      needed: 0,
      duringUpdate: 0,
      by: [],
    };
    demand.needed = need.most ? Math.max(demand.needed, need.units) : demand.needed + need.units;
    demand.duringUpdate += need.duringUpdate;
    demand.by.push(resource.name);
    demands.set(key, demand);
  }
  return {
    needs: [...demands.values()]
      .filter(({ needed }) => needed > 0)
      .map(row)
      .sort(byPlace),
    unknown,
  };
}

interface Need {
  readonly quota: Quota;
  readonly units: number;
  readonly duringUpdate: number;
  /** The quota limits the most in one place, not the sum. */
  readonly most?: boolean;
}

/** One resource's need; a text says why it is not known; undefined: none. */
function needOf(
  resource: CostResource,
  resources: Resources,
  perSubnet: Map<string, number>,
): Need | string | undefined {
  switch (resource.type) {
    case NODE_GROUP:
      return nodesNeed(resource, resources);
    case "aws:ec2/eip:Eip":
      return { quota: ELASTIC_IPS, units: 1, duringUpdate: 0 };
    case "aws:ec2/vpc:Vpc":
      return { quota: VPCS, units: 1, duringUpdate: 0 };
    case "aws:ec2/natGateway:NatGateway": {
      // A subnet lies in one zone; gateways in different subnets of one zone are rare enough.
      const [subnet = ""] = resource.propertyDependencies?.subnetId ?? [];
      const units = (perSubnet.get(subnet) ?? 0) + 1;
      perSubnet.set(subnet, units);
      return { quota: NAT_GATEWAYS, units, duringUpdate: 0, most: true };
    }
    default:
      return undefined;
  }
}

function nodesNeed(group: CostResource, resources: Resources): Need | string {
  const max = amount(group.inputs, "scalingConfig.maxSize");
  if (max === undefined) return "scalingConfig is not known before a deployment";
  const types = nodeTypes(group, resources);
  if (types === undefined || types.length === 0) return "its instance types are not known";
  const capacity = at(group.inputs, "capacityType") ?? "ON_DEMAND";
  if (capacity === "CAPACITY_BLOCK") return "what a capacity block counts against is not looked up";
  if (capacity !== "ON_DEMAND" && capacity !== "SPOT") return "its capacityType is not known";
  let vcpu = 0;
  const families = new Set<Quota>();
  for (const type of types) {
    const family = quotaFamily(type);
    const spec = instanceSpec(type);
    if (family === undefined || spec === undefined) return `${type} is not in the table of types`;
    families.add(VCPU_QUOTAS[family][capacity === "SPOT" ? "spot" : "onDemand"]);
    vcpu = Math.max(vcpu, spec.vcpu);
  }
  const [quota] = families;
  if (quota === undefined || families.size > 1) return "its types count against several quotas";
  return { quota, units: max * vcpu, duringUpdate: max === 0 ? 0 : surge(group) * vcpu };
}

/**
 * Nodes that an update starts before it stops others: twice the zones, or what may be unavailable
 * where that is more. With the strategy MINIMAL none.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupUpdateConfig.html
 */
function surge(group: CostResource): number {
  if (at(group.inputs, "updateConfig.updateStrategy") === "MINIMAL") return 0;
  const zones = lengthOf(group.inputs, "subnetIds") ?? 0;
  return Math.max(2 * zones, amount(group.inputs, "updateConfig.maxUnavailable") ?? 1);
}

function row({ quota, region, needed, duringUpdate, by }: Demand): QuotaNeed {
  const total = needed + duringUpdate;
  const which = `--service-code ${quota.service} --quota-code ${quota.code} --region ${region}`;
  return {
    ...quota,
    region,
    needed,
    duringUpdate,
    by: [...by].sort(),
    see: `aws service-quotas get-service-quota ${which}`,
    request:
      quota.default !== null && total <= quota.default
        ? null
        : `aws service-quotas request-service-quota-increase ${which} --desired-value ${total}`,
  };
}

function byPlace(a: QuotaNeed, b: QuotaNeed): number {
  const rank = (one: QuotaNeed) => `${one.unit === "vCPU" ? 0 : 1} ${one.name} ${one.region}`;
  return rank(a) < rank(b) ? -1 : 1;
}
