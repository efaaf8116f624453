import type { Mutation } from "../mutation";
import { AUDIT } from "./audit";
import { BACKUPS } from "./backups";
import { BUCKET_ACCESS } from "./bucket-access";
import { BUCKETS } from "./buckets";
import { CLUSTER } from "./cluster";
import { CLUSTER_OBJECTS } from "./cluster-objects";
import { CLUSTER_RIGHTS } from "./cluster-rights";
import { COST_AND_LOGGING } from "./cost-and-logging";
import { DATABASES } from "./databases";
import { EXCEPTIONS } from "./exceptions";
import { GPU_MISTAKES } from "./gpu";
import { IDENTITY } from "./identity";
import { IMAGES } from "./images";
import { KEYS_AND_SECRETS } from "./keys-and-secrets";
import { MACHINES } from "./machines";
import { NETWORK } from "./network";
import { OWNERSHIP } from "./ownership";
import { PROMOTION } from "./promotion";
import { TAGGING } from "./tagging";
import { TENANCY } from "./tenancy";
import { WORKLOADS } from "./workloads";

/** Concern → the mistakes that its rules must catch. */
export const TABLES: Readonly<Record<string, readonly Mutation[]>> = {
  "tagging and regions": TAGGING,
  machines: MACHINES,
  ownership: OWNERSHIP,
  buckets: BUCKETS,
  "access to buckets": BUCKET_ACCESS,
  databases: DATABASES,
  cluster: CLUSTER,
  network: NETWORK,
  identity: IDENTITY,
  "rights in the cluster": CLUSTER_RIGHTS,
  "keys and secrets": KEYS_AND_SECRETS,
  images: IMAGES,
  workloads: WORKLOADS,
  "accounts and Services": CLUSTER_OBJECTS,
  gpu: GPU_MISTAKES,
  tenancy: TENANCY,
  promotion: PROMOTION,
  backups: BACKUPS,
  "cost and logging": COST_AND_LOGGING,
  audit: AUDIT,
  exceptions: EXCEPTIONS,
};
