import type { Rule } from "../engine/rule";
import { capabilities } from "./capabilities";
import { hostNamespaces } from "./host-namespaces";
import { hostPaths } from "./host-paths";
import { hostPorts } from "./host-ports";
import { jobs } from "./jobs";
import { kernelSettings } from "./kernel-settings";
import { nonRoot } from "./non-root";
import { privilegeEscalation } from "./privilege-escalation";
import { privileged } from "./privileged";
import { probes } from "./probes";
import { readOnlyRoot } from "./read-only-root";
import { resources } from "./resources";
import { seccomp } from "./seccomp";
import { serviceLinks } from "./service-links";
import { volumeTypes } from "./volume-types";

export const WORKLOADS_RULES: readonly Rule[] = [
  privileged,
  privilegeEscalation,
  capabilities,
  hostNamespaces,
  hostPaths,
  hostPorts,
  nonRoot,
  seccomp,
  readOnlyRoot,
  kernelSettings,
  volumeTypes,
  resources,
  probes,
  jobs,
  serviceLinks,
];
