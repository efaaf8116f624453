import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { policyJson } from "../../lib/iam-policy";
import { named, run, UNKNOWN } from "../testing";
import { policyDocument } from "./policy-document";

interface Facts {
  readonly bucketArn: string;
  readonly sourceArns: readonly string[];
  readonly prefix: string;
}

const build = ({ bucketArn, sourceArns, prefix }: Facts) =>
  policyJson([
    {
      Sid: "List",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: [bucketArn, `${bucketArn}/${prefix}/*`],
      Condition: { ArnLike: { "aws:SourceArn": [...sourceArns] } },
    },
  ]);

/** The policy as it is registered, with a bucket that the same program makes. */
async function registered(preview: boolean) {
  const program = () => {
    const bucket = new aws.s3.Bucket("models", {});
    new aws.iam.RolePolicy("reads", {
      role: "reader",
      policy: policyDocument(
        { bucketArn: bucket.arn, sourceArns: ["arn:aws:s3:::logs", bucket.arn], prefix: "triage" },
        build,
      ),
    });
  };
  const arn = "arn:aws:s3:::models-1a2b";
  const { all } = await run(
    program,
    { resources: { "aws:s3/bucket:Bucket": () => ({ arn }) } },
    { preview },
  );
  return named(all, "reads");
}

describe("policyDocument", () => {
  it("leaves everything known that does not wait for AWS", async () => {
    const { inputs, dependencies } = await registered(true);
    expect(inputs.policy).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "List",
          Effect: "Allow",
          Action: "s3:ListBucket",
          Resource: [UNKNOWN, UNKNOWN],
          Condition: { ArnLike: { "aws:SourceArn": ["arn:aws:s3:::logs", UNKNOWN] } },
        },
      ],
    });
    expect(dependencies).toEqual(["aws:s3/bucket:Bucket models"]);
  });

  it("is the policy that the builder makes of the real names", async () => {
    const { inputs } = await registered(false);
    const bucketArn = "arn:aws:s3:::models-1a2b";
    expect(inputs.policy).toEqual(
      JSON.parse(
        build({ bucketArn, sourceArns: ["arn:aws:s3:::logs", bucketArn], prefix: "triage" }),
      ),
    );
  });

  it("needs no Outputs", () => {
    expect(policyDocument({ bucketArn: "a", sourceArns: [], prefix: "p" }, build)).toEqual(
      JSON.parse(build({ bucketArn: "a", sourceArns: [], prefix: "p" })),
    );
  });

  it("refuses a builder that looks inside what is not known, or names a key after it", () => {
    const facts = { arn: pulumi.output("arn:aws:kms:eu-west-1:1:key/k") };
    expect(() =>
      policyDocument(facts, ({ arn }) => JSON.stringify({ Resource: arn.split(":")[4] ?? "" })),
    ).toThrow("built from arn leaves one out");
    expect(() => policyDocument(facts, ({ arn }) => JSON.stringify({ [arn]: "x" }))).toThrow(
      "only values can be unknown",
    );
  });
});
