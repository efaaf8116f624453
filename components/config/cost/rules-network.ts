import { type CostRule, notKnown } from "./finding";
import { always } from "./range";
import { at, lengthOf, text } from "./resource";

/** By the hour, and by the gigabyte that passes. */
export const natGateway: CostRule = () => [
  {
    kind: "fixed",
    what: "NAT gateway",
    services: ["vpc/nat-gateway"],
    unit: "hour",
    quantity: always(1),
  },
  {
    kind: "usage",
    what: "data through NAT gateways",
    service: "vpc/nat-gateway",
    unit: "gb",
  },
];

/** A public IPv4 address costs by the hour, in use or not. */
export const elasticIp: CostRule = () => [
  {
    kind: "fixed",
    what: "public IPv4 address",
    services: ["vpc/public-ipv4"],
    unit: "hour",
    quantity: always(1),
  },
];

/** An interface endpoint costs by the hour in each zone; a gateway endpoint costs nothing. */
export const vpcEndpoint: CostRule = (endpoint) => {
  // AWS's own default: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
  const type = at(endpoint.inputs, "vpcEndpointType") ?? "Gateway";
  if (type === "Gateway") return [];
  const what = "interface endpoint";
  if (type !== "Interface") {
    const kind = text(endpoint.inputs, "vpcEndpointType");
    return kind === undefined
      ? [notKnown("VPC endpoint", "vpcEndpointType")]
      : [
          {
            kind: "unpriced",
            what: `${kind} endpoint`,
            reason: "only interface endpoints are priced",
          },
        ];
  }
  const zones = lengthOf(endpoint.inputs, "subnetIds");
  if (zones === undefined) return [notKnown(what, "subnetIds")];
  return [
    {
      kind: "fixed",
      what: `${what}, ${zones} ${zones === 1 ? "zone" : "zones"}`,
      services: ["vpc/interface-endpoint"],
      unit: "hour",
      quantity: always(zones),
    },
    { kind: "usage", what: "data through interface endpoints" },
  ];
};
