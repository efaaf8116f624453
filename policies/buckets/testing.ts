import { type Given, UNKNOWN_VALUE } from "../engine/testing";

/** A bucket whose name only a deployment knows, as the platform's are. */
export const bucket = (props: Given["props"] = {}, name = "data"): Given => ({
  type: "aws:s3/bucket:Bucket",
  name,
  props,
});

/** A resource about a bucket, connected as programs do it: the name itself is not known yet. */
export const part = (type: string, props: Given["props"], of = "data", name = "part"): Given => ({
  type: `aws:s3/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`,
  name,
  props: { bucket: UNKNOWN_VALUE, ...props },
  from: { bucket: [of] },
});

/** A bucket named `logs` that receives the access logs of the bucket `data`. */
export const logged = (props: Given["props"] = {}): readonly Given[] => [
  bucket(props, "logs"),
  {
    type: "aws:s3/bucketLogging:BucketLogging",
    name: "logging",
    props: { bucket: UNKNOWN_VALUE, targetBucket: UNKNOWN_VALUE, targetPrefix: "data/" },
    from: { bucket: ["data"], targetBucket: ["logs"] },
  },
];

/** Something that is no bucket: rules about buckets say nothing. */
export const otherType: Given = { type: "aws:ec2/vpc:Vpc", props: { acl: "public-read" } };
