import type { Properties } from "../engine/subject";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { regionsProviders } from "./providers";

const type = "pulumi:providers:aws";
const provider = (props: Properties) => ({ given: { type, props } });

ruleCases(regionsProviders, {
  compliant: {
    "the environment's region": provider({ region: "us-east-1" }),
    "its second region": provider({ region: "us-west-2" }),
    "another provider": { given: { type: "pulumi:providers:kubernetes" } },
  },
  violating: {
    "another region": {
      ...provider({ region: "eu-central-1" }),
      says: /region is eu-central-1; expected one of us-east-1, us-west-2\. Change it/,
    },
    "no region": { ...provider({}), says: /names no region; expected one of us-east-1/ },
    "AWS in an environment that has none": {
      ...provider({ region: "us-east-1" }),
      environment: "local",
      says: /expected one of none, for this environment is not on AWS/,
    },
  },
  undecided: { "a region that only a deployment knows": provider({ region: UNKNOWN_VALUE }) },
});
