import type { Rule } from "../engine/rule";
import { accountTokens } from "./account-tokens";
import { capabilities } from "./capabilities";
import { disruptionBudgets } from "./disruption-budgets";
import { helmReleases } from "./helm-releases";
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
import { replicas } from "./replicas";
import { resources } from "./resources";
import { seccomp } from "./seccomp";
import { serviceAccounts } from "./service-accounts";
import { serviceLinks } from "./service-links";
import { services } from "./services";
import { unseenObjects } from "./unseen-objects";
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
  serviceAccounts,
  accountTokens,
  services,
  replicas,
  disruptionBudgets,
  helmReleases,
  unseenObjects,
  serviceLinks,
];
