import { formatCidr, parseCidr, type Cidr } from "../config/cidr";

/** The tiers of the network, and who lives there. */
export const TIERS = ["public", "private", "intra"] as const;

/**
 * `public`: load balancers and NAT, reachable from the internet. `private`: nodes and pods, which
 * reach out through NAT. `intra`: databases, endpoints and the control plane's interfaces, which do not.
 */
export type Tier = (typeof TIERS)[number];

/** Tier → the ranges of its subnets, one an availability zone. */
export type SubnetPlan = Readonly<Record<Tier, readonly string[]>>;

/** Zones that the plan has room for. EKS needs subnets in two: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
export const ZONES = { fewest: 2, most: 3 } as const;

/** Prefixes of a VPC that the plan divides: AWS's largest, and the least that holds a few dozen nodes' pods. */
export const VPC_PREFIX = { largest: 16, smallest: 20 } as const;

/** The range number `index` of those that a range divides into, with `bits` more fixed bits. */
function part(whole: Cidr, bits: number, index: number): string {
  const prefix = whole.prefix + bits;
  const first = whole.first + index * 2 ** (32 - prefix);
  return formatCidr({ first, last: first + 2 ** (32 - prefix) - 1, prefix });
}

/** Everything that is wrong with a network's range and its number of zones. */
export function networkProblems(cidr: string, zones: number): string[] {
  const problems: string[] = [];
  const whole = parseCidr(cidr);
  if (typeof whole === "string") {
    problems.push(`cidr: found "${cidr}"; ${whole}`);
  } else if (whole.prefix < VPC_PREFIX.largest || whole.prefix > VPC_PREFIX.smallest) {
    problems.push(
      `cidr: found ${cidr}; expected a range from /${VPC_PREFIX.largest} to /${VPC_PREFIX.smallest}`,
    );
  }
  if (!Number.isInteger(zones) || zones < ZONES.fewest || zones > ZONES.most) {
    problems.push(`zones: found ${zones}; expected ${ZONES.fewest} or ${ZONES.most}`);
  }
  return problems;
}

/**
 * Divides a VPC: three quarters are private, one a zone, because every pod takes an address from
 * there; of the last quarter's eighths three are public and three intra. A /16 gives 16 384 addresses
 * to each private subnet and 2 048 to each other one; a /20 1 024 and 128. Two eighths stay free.
 *
 * The ranges do not depend on the number of zones: going from two zones to three moves no subnet.
 *
 * @throws Error for what {@link networkProblems} finds
 */
export function planSubnets(cidr: string, zones: number): SubnetPlan {
  const problems = networkProblems(cidr, zones);
  const whole = parseCidr(cidr);
  if (problems.length > 0 || typeof whole === "string") throw new Error(problems.join("\n"));
  const indexes = Array.from({ length: zones }, (_, zone) => zone);
  // Eighths of the last quarter are 32nds of the whole, and start with the 24th.
  return {
    private: indexes.map((zone) => part(whole, 2, zone)),
    public: indexes.map((zone) => part(whole, 5, 24 + zone)),
    intra: indexes.map((zone) => part(whole, 5, 28 + zone)),
  };
}
