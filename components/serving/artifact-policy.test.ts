import { describe, expect, it } from "vitest";
import { artifactPolicy } from "./artifact-policy";

describe("artifactPolicy", () => {
  it("reads the named artifacts, whole, and nothing beside them", () => {
    const policy = JSON.parse(
      artifactPolicy(["s3://models/triage/1", "s3://models/triage/2/"], {
        kmsKeyArn: "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/k",
        partition: "aws-us-gov",
      }),
    ) as { Statement: { Action: string; Resource: string | string[] }[] };
    expect(policy.Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [
        "s3:GetObject",
        ["arn:aws-us-gov:s3:::models/triage/1/*", "arn:aws-us-gov:s3:::models/triage/2/*"],
      ],
      ["kms:Decrypt", "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/k"],
    ]);
  });
});
