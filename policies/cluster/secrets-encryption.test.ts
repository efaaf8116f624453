import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterSecretsEncryption } from "./secrets-encryption";

const type = "aws:eks/cluster:Cluster";
const cluster = (encryptionConfig?: unknown) => ({
  given: { type, props: encryptionConfig === undefined ? {} : { encryptionConfig } },
});
const resources = ["secrets"];

ruleCases(clusterSecretsEncryption, {
  compliant: {
    "a key of this stack, whose ARN only a deployment knows": cluster({
      provider: { keyArn: UNKNOWN_VALUE },
      resources,
    }),
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "no encryption": { ...cluster(), says: /names no key for Secrets/ },
    "encryption of nothing": {
      ...cluster({ provider: { keyArn: "arn:aws:kms:us-east-1:1:key/k" }, resources: [] }),
      says: /names no key for Secrets/,
    },
    "no key": { ...cluster({ provider: {}, resources }), says: /has no provider\.keyArn/ },
  },
  undecided: { "settings that only a deployment knows": cluster(UNKNOWN_VALUE) },
});
