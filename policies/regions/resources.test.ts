import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { regionsResources } from "./resources";

const type = "aws:s3/bucket:Bucket";
const bucket = (provider?: Readonly<Record<string, unknown>>, region?: string) => ({
  given: {
    type,
    props: region === undefined ? {} : { region },
    ...(provider !== undefined && { provider }),
  },
});

ruleCases(regionsResources, {
  compliant: {
    "the provider's region": bucket({ region: "us-east-1" }),
    "the second region": bucket({ region: "us-west-2" }),
    "an allowed region of its own": bucket({ region: "us-east-1" }, "us-west-2"),
    "a provider elsewhere, which another rule judges once": bucket({ region: "eu-central-1" }),
    "a provider without a region, likewise": bucket({}),
    "a provider's region that only a deployment knows": bucket({ region: UNKNOWN_VALUE }),
    "a resource of Kubernetes": { given: { type: "kubernetes:core/v1:ConfigMap" } },
    "a component": { given: { type: "towpath:data:Buckets" } },
    "the provider itself, which another rule judges": {
      given: { type: "pulumi:providers:aws", props: { region: "eu-central-1" } },
    },
  },
  violating: {
    "a region of its own elsewhere": {
      ...bucket({ region: "us-east-1" }, "eu-central-1"),
      says: /its own region is eu-central-1; expected one of us-east-1, us-west-2\. Leave/,
    },
    "the default provider": { ...bucket(), says: /uses the default provider/ },
    "the default provider as the engine hands it over": {
      given: { type, provider: { region: "us-east-1" }, providerName: "default_7_1_0" },
      says: /uses the default provider/,
    },
    "the other AWS provider's default": {
      given: { type: "aws-native:s3:Bucket" },
      says: /uses the default provider/,
    },
    "AWS in an environment that has none": {
      ...bucket({ region: "us-east-1" }, "us-east-1"),
      environment: "local",
      says: /none, for this environment is not on AWS/,
    },
  },
  undecided: {
    "a region of its own that only a deployment knows": bucket(
      { region: "us-east-1" },
      UNKNOWN_VALUE,
    ),
  },
});
