import type { Rule } from "./engine/rule";
import { BACKUPS_RULES } from "./backups";
import { BUCKETS_RULES } from "./buckets";
import { CLUSTER_RULES } from "./cluster";
import { COST_RULES } from "./cost";
import { DATABASES_RULES } from "./databases";
import { EXCEPTIONS_RULES } from "./exceptions";
import { GPU_RULES } from "./gpu";
import { IDENTITY_RULES } from "./identity";
import { IMAGES_RULES } from "./images";
import { INSTANCE_TYPES_RULES } from "./instance-types";
import { KEYS_AND_SECRETS_RULES } from "./keys-and-secrets";
import { LOGGING_RULES } from "./logging";
import { NETWORK_RULES } from "./network";
import { OWNERSHIP_RULES } from "./ownership";
import { PROMOTION_RULES } from "./promotion";
import { REGIONS_RULES } from "./regions";
import { TAGGING_RULES } from "./tagging";
import { TENANCY_RULES } from "./tenancy";
import { WORKLOADS_RULES } from "./workloads";

/** Every rule of the platform, a folder a concern. The pack, its docs and its tests are made of this list. */
export const RULES: readonly Rule[] = [
  ...TAGGING_RULES,
  ...REGIONS_RULES,
  ...INSTANCE_TYPES_RULES,
  ...OWNERSHIP_RULES,
  ...BUCKETS_RULES,
  ...DATABASES_RULES,
  ...CLUSTER_RULES,
  ...NETWORK_RULES,
  ...IDENTITY_RULES,
  ...KEYS_AND_SECRETS_RULES,
  ...IMAGES_RULES,
  ...WORKLOADS_RULES,
  ...GPU_RULES,
  ...TENANCY_RULES,
  ...PROMOTION_RULES,
  ...BACKUPS_RULES,
  ...COST_RULES,
  ...LOGGING_RULES,
  // Last, since they tell what became of all the others.
  ...EXCEPTIONS_RULES,
];
