import type { Rule } from "../engine/rule";
import { clusterAccessEntries } from "./access-entries";
import { clusterControlPlaneLogs } from "./control-plane-logs";
import { clusterDeletionProtection } from "./deletion-protection";
import { clusterEndpointRanges } from "./endpoint-ranges";
import { clusterNoAwsAuth } from "./no-aws-auth";
import { clusterNodeImage } from "./node-image";
import { clusterNodeMaximum } from "./node-maximum";
import { clusterNoSsh } from "./no-ssh";
import { clusterPrivateEndpoint } from "./private-endpoint";
import { clusterSecretsEncryption } from "./secrets-encryption";
import { clusterStandardSupport } from "./standard-support";

export const CLUSTER_RULES: readonly Rule[] = [
  clusterEndpointRanges,
  clusterPrivateEndpoint,
  clusterSecretsEncryption,
  clusterControlPlaneLogs,
  clusterStandardSupport,
  clusterAccessEntries,
  clusterNoAwsAuth,
  clusterNoSsh,
  clusterNodeImage,
  clusterNodeMaximum,
  clusterDeletionProtection,
];
