import { describe, expect, it } from "vitest";
import { resourcesOf } from "../engine/testing";
import { SELECTION, takes } from "./selection";
import { STATEFUL } from "./stateful";

const TYPE = "aws:rds/instance:Instance";
const TAGS = { team: "support-ml", stage: "prod" };

/** Does a selection of these inputs take a database with TAGS? */
function taken(props: object): boolean {
  const [database, selection] = resourcesOf([
    { type: TYPE, name: "database", props: { tags: TAGS } },
    { type: SELECTION, name: "selection", props: { ...props } },
  ]);
  const kind = STATEFUL[TYPE];
  if (database === undefined || selection === undefined || kind === undefined) throw new Error();
  return takes(selection, database, kind);
}

const all = ["*"];
const key = "aws:ResourceTag/team";

describe("a backup selection", () => {
  it.each<[string, object, boolean]>([
    ["everything", { resources: all }, true],
    ["its kind", { resources: ["arn:aws:rds:*:*:db:*"] }, true],
    ["its kind in one region and account", { resources: ["arn:aws:rds:us-east-1:1:db:*"] }, true],
    ["all of RDS", { resources: ["arn:aws:rds:*:*:*:*"] }, true],
    ["another kind", { resources: ["arn:aws:rds:*:*:cluster:*"] }, false],
    ["names that nobody knows yet", { resources: ["arn:aws:rds:*:*:db:prod-*"] }, false],
    ["nothing", {}, false],
    ["conditions alone", { conditions: [{ stringEquals: [{ key, value: TAGS.team }] }] }, false],
    ["everything but its kind", { resources: all, notResources: ["arn:aws:rds:*:*:db:*"] }, false],
    [
      "one of two tags",
      {
        selectionTags: [
          { key: "a", value: "b" },
          { key: "stage", value: "prod" },
        ],
      },
      true,
    ],
    ["a tag that it lacks", { selectionTags: [{ key: "stage", value: "dev" }] }, false],
    [
      "its kind by a tag that it lacks",
      { resources: all, selectionTags: [{ key: "stage", value: "dev" }] },
      false,
    ],
  ])("of %s", (_, props, expected) => {
    expect(taken(props)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ["stringEquals", "support-ml", true],
    ["stringEquals", "support", false],
    ["stringLikes", "support-*", true],
    ["stringLikes", "*-ml", true],
    ["stringLikes", "s*t-*l", true],
    ["stringLikes", "ml*", false],
    ["stringLikes", "support-mlx*", false],
    ["stringNotEquals", "vision", true],
    ["stringNotEquals", "support-ml", false],
    ["stringNotLikes", "vis*", true],
    ["stringNotLikes", "supp*", false],
  ])("by %s %s", (operator, value, expected) => {
    expect(taken({ resources: all, conditions: [{ [operator]: [{ key, value }] }] })).toBe(
      expected,
    );
  });

  it.each(["stringEquals", "stringLikes", "stringNotEquals", "stringNotLikes"])(
    "never takes by %s of a tag that is not there",
    (operator) => {
      const missing = { key: "aws:ResourceTag/owner", value: "*" };
      expect(taken({ resources: all, conditions: [{ [operator]: [missing] }] })).toBe(false);
    },
  );

  it("takes what meets every condition", () => {
    const both = (stage: string) => ({
      resources: all,
      conditions: [
        {
          stringEquals: [{ key, value: TAGS.team }],
          stringNotEquals: [{ key: "aws:ResourceTag/stage", value: stage }],
        },
      ],
    });
    expect(taken(both("dev"))).toBe(true);
    expect(taken(both("prod"))).toBe(false);
  });
});
