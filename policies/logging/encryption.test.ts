import type { Properties } from "../engine/subject";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { loggingEncryption } from "./encryption";

const type = "aws:cloudwatch/logGroup:LogGroup";
const group = (props: Properties) => ({ given: { type, props } });

ruleCases(loggingEncryption, {
  compliant: {
    "a key of this stack": group({ kmsKeyId: UNKNOWN_VALUE }),
    "a key by ARN": group({ kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/k" }),
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "no key": { ...group({ retentionInDays: 365 }), says: /names no KMS key\. Set kmsKeyId/ },
    "no key in dev": { ...group({}), environment: "dev", says: /key of logs/ },
  },
});
