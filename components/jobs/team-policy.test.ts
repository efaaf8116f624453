import { describe, expect, it } from "vitest";
import { artifactsPrefixOf, datasetsPrefixOf, teamPolicy } from "./team-policy";

interface Statement {
  Action: string | string[];
  Resource: string;
  Condition?: { StringLike: Record<string, string | string[]> };
}

const statements = (team: string) =>
  (
    JSON.parse(
      teamPolicy({
        datasetsArn: "arn:aws:s3:::d",
        artifactsArn: "arn:aws:s3:::a",
        kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/data",
        datasetsPrefix: datasetsPrefixOf(team),
        artifactsPrefix: artifactsPrefixOf(team, "mlflow"),
      }),
    ) as { Statement: Statement[] }
  ).Statement;

/** Could a statement touch an object or list a folder? */
const mentions = (text: string) => JSON.stringify(statements("support-ml")).includes(text);

describe("teamPolicy", () => {
  it("reads datasets, reads and writes artifacts, both in the team's folder alone", () => {
    const objects = statements("support-ml").filter(({ Resource }) => Resource.includes("/teams/"));
    expect(objects.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ["s3:GetObject", "arn:aws:s3:::d/teams/support-ml/*"],
      [["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::a/mlflow/teams/support-ml/*"],
    ]);
  });

  it("lists no other team's folder, not even one whose name begins alike", () => {
    const lists = statements("support").filter(({ Action }) => Action === "s3:ListBucket");
    expect(lists.map(({ Condition }) => Condition?.StringLike["s3:prefix"])).toEqual([
      ["teams/support", "teams/support/*"],
      ["mlflow/teams/support", "mlflow/teams/support/*"],
    ]);
  });

  it("deletes nothing, and uses the key through S3 only", () => {
    for (const forbidden of ["Delete", '"s3:*"', '"kms:*"'])
      expect(mentions(forbidden)).toBe(false);
    const key = statements("support-ml").find(({ Resource }) => Resource.includes(":kms:"));
    expect(key?.Condition).toEqual({ StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } });
  });
});
