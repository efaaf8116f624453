import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { keyDeletionWindow } from "./key-deletion-window";

const key = (deletionWindowInDays?: number | string, type = "aws:kms/key:Key") => ({
  type,
  props: { ...(deletionWindowInDays !== undefined && { deletionWindowInDays }) },
});

ruleCases(keyDeletionWindow, {
  compliant: {
    "the posture's days": { given: key(30) },
    "the days of dev": { given: key(7), environment: "dev" },
    "KMS's own 30 days": { given: key() },
    "an alias": { given: key(1, "aws:kms/alias:Alias") },
  },
  violating: {
    "a week in prod": { given: key(7), says: /gone after 7 days; expected at least 30/ },
    "a replica": { given: key(29, "aws:kms/replicaKey:ReplicaKey"), says: /after 29 days/ },
    "a week in staging": { given: key(7), environment: "staging", says: /expected at least 14/ },
  },
  undecided: { "days that only a deployment knows": { given: key(UNKNOWN_VALUE) } },
});
