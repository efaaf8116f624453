import type { Prices } from "../prices";
import type { CostResource } from "./resource";

/** The region of everything here. */
export const REGION = "us-east-1";

/** A price list of round numbers. Null: not looked up. */
export function priceList(usd: Readonly<Record<string, number | null>>): Prices {
  return {
    hours_per_month: 730,
    prices: Object.entries(usd).map(([key, price]) => {
      const [service = "", unit = ""] = key.split(" ");
      return {
        service,
        unit: unit as "hour",
        usd: price,
        region: REGION,
        source: "a page somewhere",
        date: price === null ? null : "2026-01-02",
      };
    }),
  };
}

export const PRICES = priceList({
  "ec2/m7i.xlarge hour": 0.2,
  "ec2/m6i.xlarge hour": 0.1,
  "ec2/g5.xlarge hour": 1,
  "ec2/g5.2xlarge hour": null,
  "ebs/gp3 gb-month": 0.08,
  "eks/cluster hour": 0.1,
  "vpc/nat-gateway hour": 0.05,
  "vpc/nat-gateway gb": 0.045,
  "vpc/public-ipv4 hour": 0.005,
  "vpc/interface-endpoint hour": 0.01,
  "kms/key month": 1,
  "secrets-manager/secret month": 0.4,
  "rds/db.t4g.medium hour": 0.06,
  "rds/gp3 gb-month": 0.1,
});

/** A resource of a plan, on a provider of its own region. */
export function resource(
  type: string,
  name: string,
  inputs: Readonly<Record<string, unknown>> = {},
  more: Partial<CostResource> = {},
): CostResource {
  const urn = `urn:pulumi:dev::towpath::${type}::${name}`;
  return { urn, type, name, parent: null, inputs: { region: REGION, ...inputs }, ...more };
}

/** What may be said of a pool of nodes. */
export interface Pool {
  readonly min?: unknown;
  readonly max?: unknown;
  readonly types?: unknown;
  readonly capacity?: string;
  readonly diskGib?: unknown;
  readonly strategy?: string;
}

/** A node group and its template. */
export function pool(name: string, settings: Pool = {}): readonly CostResource[] {
  const { min = 1, max = 3, types = ["m7i.xlarge"], capacity = "ON_DEMAND" } = settings;
  const { diskGib = 100, strategy = "MINIMAL" } = settings;
  const template = resource("aws:ec2/launchTemplate:LaunchTemplate", `${name}-template`, {
    blockDeviceMappings: [{ ebs: { volumeType: "gp3", volumeSize: diskGib } }],
  });
  return [
    template,
    resource(
      "aws:eks/nodeGroup:NodeGroup",
      `${name}-group`,
      {
        instanceTypes: types,
        capacityType: capacity,
        scalingConfig: { minSize: min, maxSize: max, desiredSize: min },
        subnetIds: ["<unknown>", "<unknown>", "<unknown>"],
        updateConfig: { maxUnavailable: 1, updateStrategy: strategy },
        launchTemplate: { id: "<unknown>" },
      },
      { propertyDependencies: { launchTemplate: [template.urn] } },
    ),
  ];
}
