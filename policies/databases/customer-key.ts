import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES, MEMBER } from "./database";

/** The account's own default key cannot be shared, restricted or taken away. */
export const customerKey = resourceRule<DatabaseProps>({
  id: "databases-customer-key",
  checks: ["RDS-1"],
  severity: "medium",
  level: "posture",
  description:
    "A database, its master password and its performance data are encrypted with a key of the platform.",
  why: "The key that AWS brings admits everybody in the account who may use the service, and what lies under it can be neither shared with another account nor cut off when something leaks. Performance data holds the text of statements.",
  remediation:
    "Give `kmsKeyId`, `masterUserSecretKmsKeyId` and `performanceInsightsKmsKeyId` the key of data: `keys.arns.data`, as components/data/database.ts does.",
  types: [...DATABASES, MEMBER],
  check: ({ props }, report) => {
    for (const [what, input, isOn] of ENCRYPTED) {
      // What is off needs no key; that it is off is another rule's.
      if (isSet(props, input) || !isOn(props)) continue;
      report(
        `${what} encrypted with AWS's own key: ${input} is not set. Give it the platform's key of data.`,
      );
    }
  },
});

/** What is encrypted, the input with its key, and whether there is any. AWS takes its own key where none is named. */
const ENCRYPTED: readonly (readonly [string, string, (props: DatabaseProps) => boolean])[] = [
  ["It is", "kmsKeyId", (props) => props.storageEncrypted === true],
  [
    "Its master password is",
    "masterUserSecretKmsKeyId",
    (props) => props.manageMasterUserPassword === true,
  ],
  [
    "Its performance data is",
    "performanceInsightsKmsKeyId",
    (props) => props.performanceInsightsEnabled === true,
  ],
];
