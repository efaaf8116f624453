import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { replication } from "./replication";
import { bucket, logged, otherType, part } from "./testing";

const TYPE = "BucketReplicationConfig";
const at = [`aws:s3/bucketReplicationConfig:${TYPE} part`];
const in_ = (region: string, given: Given): Given => ({ ...given, provider: { region } });
const copy = (status = "Enabled"): Given => {
  const config = part(TYPE, { rules: [{ status, destination: { bucket: UNKNOWN_VALUE } }] });
  return { ...config, from: { ...config.from, rules: ["data", "copy"] } };
};
const here = in_("eu-central-1", bucket());
const there = in_("eu-west-1", bucket({}, "copy"));

ruleCases(replication, {
  compliant: {
    "a copy in another region": { given: [here, there, copy()] },
    "a copy by plain names": {
      given: [
        bucket({ bucket: "one" }),
        bucket({ bucket: "two" }, "copy"),
        part(TYPE, { rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::two" } }] }),
      ],
    },
    "a copy of another stack": {
      given: [
        bucket(),
        part(TYPE, { rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::far" } }] }),
      ],
    },
    "a copy said in the bucket": {
      given: bucket({ replicationConfiguration: { role: UNKNOWN_VALUE, rules: [] } }),
    },
    "an environment whose posture asks for none": { given: bucket(), environment: "staging" },
    "a target of access logs": { given: [here, there, copy(), ...logged()] },
    "a bucket named as scratch": { given: bucket({}, "cache"), config: { scratch: ["cache"] } },
    "no bucket": { given: otherType },
  },
  violating: {
    "no copy": {
      given: bucket(),
      at: ["aws:s3/bucket:Bucket data"],
      says: /has no copy in a second region/,
    },
    "a copy that is off": {
      given: [here, there, copy("Disabled")],
      at,
      says: /No rule of the replication is enabled/,
    },
    "a copy in the same region": {
      given: [here, in_("eu-central-1", bucket({}, "copy")), copy()],
      at,
      says: /The copy lies in eu-central-1 too/,
    },
  },
  undecided: {
    "a status that only a deployment knows": { given: [here, there, copy(UNKNOWN_VALUE)] },
  },
});
