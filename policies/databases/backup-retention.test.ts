import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { backupRetention } from "./backup-retention";
import { CLUSTER, INSTANCE } from "./database";

ruleCases(backupRetention, {
  compliant: {
    "prod's 35 days": { given: { type: INSTANCE, props: { backupRetentionPeriod: 35 } } },
    "dev's 7 days": {
      given: { type: CLUSTER, props: { backupRetentionPeriod: 7 } },
      environment: "dev",
    },
    "a replica, whose source is backed up": {
      given: { type: INSTANCE, props: { replicateSourceDb: UNKNOWN_VALUE } },
    },
    "another type": { given: { type: "aws:redshift/cluster:Cluster", props: {} } },
  },
  violating: {
    "fewer days than the posture": {
      given: { type: INSTANCE, props: { backupRetentionPeriod: 34 } },
      says: /keeps 34 days of backups; .* promises 35\. Set backupRetentionPeriod to 35/,
    },
    "an instance that says nothing": {
      given: { type: INSTANCE, props: {} },
      environment: "dev",
      says: /keeps 0 days .* promises 7/,
    },
    "a cluster that says nothing": {
      given: { type: CLUSTER, props: {} },
      environment: "staging",
      says: /keeps 1 days .* promises 14/,
    },
  },
  undecided: {
    "days that only a deployment tells": {
      given: { type: INSTANCE, props: { backupRetentionPeriod: UNKNOWN_VALUE } },
    },
  },
});
