import type { Rule } from "../engine/rule";
import { loggingAlarms } from "./alarms";
import { loggingClusterLogGroup } from "./cluster-log-group";
import { loggingEncryption } from "./encryption";
import { loggingFlowLogDestination } from "./flow-log-destination";
import { loggingRetention } from "./retention";
import { loggingSessionLogs } from "./session-logs";
import { loggingTrail } from "./trail";

export const LOGGING_RULES: readonly Rule[] = [
  loggingRetention,
  loggingEncryption,
  loggingClusterLogGroup,
  loggingFlowLogDestination,
  loggingTrail,
  loggingSessionLogs,
  loggingAlarms,
];
