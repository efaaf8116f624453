import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES } from "./database";

/** The account's own default key cannot be shared, restricted or taken away. */
export const customerKey = resourceRule<DatabaseProps>({
  id: "databases-customer-key",
  checks: ["RDS-1"],
  severity: "medium",
  level: "posture",
  description: "A database is encrypted with a key of the platform.",
  why: "The key that RDS brings admits everybody in the account who may use RDS, and a snapshot under it can be neither shared with another account nor cut off when something leaks.",
  remediation:
    "Give `kmsKeyId` the key of data: `keys.arns.data`, as components/on-aws/tracking-on-aws.ts does.",
  types: DATABASES,
  check: ({ props }, report) => {
    // An unencrypted one is another rule's.
    if (props.storageEncrypted !== true || isSet(props, "kmsKeyId")) return;
    report(
      "It is encrypted with RDS's own key: kmsKeyId is not set. Give it the platform's key of data.",
    );
  },
});
