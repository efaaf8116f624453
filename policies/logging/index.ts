import type { Rule } from "../engine/rule";
import { loggingClusterLogGroup } from "./cluster-log-group";
import { loggingEncryption } from "./encryption";
import { loggingFlowLogDestination } from "./flow-log-destination";
import { loggingRetention } from "./retention";

export const LOGGING_RULES: readonly Rule[] = [
  loggingRetention,
  loggingEncryption,
  loggingClusterLogGroup,
  loggingFlowLogDestination,
];
