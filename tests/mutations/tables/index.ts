import type { Mutation } from "../mutation";
import { BUCKETS } from "./buckets";
import { CLUSTER } from "./cluster";
import { DATABASES } from "./databases";
import { NETWORK } from "./network";

/** Concern → the mistakes that its rules must catch. */
export const TABLES: Readonly<Record<string, readonly Mutation[]>> = {
  buckets: BUCKETS,
  databases: DATABASES,
  cluster: CLUSTER,
  network: NETWORK,
};
