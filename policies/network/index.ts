import type { Rule } from "../engine/rule";
import { networkAclAdminPorts } from "./acl-admin-ports";
import { networkDefaultGroupClosed } from "./default-group-closed";
import { networkEndpointPolicy } from "./endpoint-policy";
import { networkFlowLogs } from "./flow-logs";
import { networkLoadBalancers } from "./load-balancers";
import { networkNoOpenIngress } from "./no-open-ingress";
import { networkNoPublicAddresses } from "./no-public-addresses";
import { networkPrivateMachines } from "./private-machines";
import { networkRuleDescriptions } from "./rule-descriptions";
import { networkSubnetAddresses } from "./subnet-addresses";

export const NETWORK_RULES: readonly Rule[] = [
  networkNoOpenIngress,
  networkRuleDescriptions,
  networkFlowLogs,
  networkDefaultGroupClosed,
  networkNoPublicAddresses,
  networkSubnetAddresses,
  networkPrivateMachines,
  networkLoadBalancers,
  networkAclAdminPorts,
  networkEndpointPolicy,
];
