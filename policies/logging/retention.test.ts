import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { loggingRetention } from "./retention";

const type = "aws:cloudwatch/logGroup:LogGroup";
const group = (retentionInDays?: unknown) => ({
  given: { type, props: retentionInDays === undefined ? {} : { retentionInDays } },
});

ruleCases(loggingRetention, {
  compliant: {
    "as long as prod says": group(365),
    longer: group(731),
    "two weeks in dev": { ...group(14), environment: "dev" },
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "dev's retention in prod": {
      ...group(14),
      says: /for 14 days; posture prod keeps 365 or more\. Set retentionInDays/,
    },
    "AWS's default": { ...group(), says: /for ever; expected 365 days or more/ },
    "for ever in writing": { ...group(0), says: /for ever/ },
  },
  undecided: { "days that only a deployment knows": group(UNKNOWN_VALUE) },
});
