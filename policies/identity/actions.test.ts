import { describe, expect, it } from "vitest";
import { isAnything, isServiceWide, matches } from "./actions";

describe("matches", () => {
  it.each([
    ["iam:PassRole", "iam:passrole"],
    ["iam:*", "iam:PassRole"],
    ["*", "iam:PassRole"],
    ["iam:Put*Policy", "iam:PutRolePolicy"],
    ["iam:P?ssRole", "iam:PassRole"],
    ["ec2:Describe*", "ec2:Describe*"],
    ["a*b*c", "aXbYbZc"],
  ])("%s is %s", (pattern, text) => {
    expect(matches(pattern, text)).toBe(true);
  });

  it.each([
    ["iam:PassRole", "iam:PassRoles"],
    ["iam:Put*", "iam:PassRole"],
    ["ec2:Describe*", "ec2:*"],
    ["a*b", "abc"],
    ["", "a"],
  ])("%s is not %s", (pattern, text) => {
    expect(matches(pattern, text)).toBe(false);
  });
});

describe("isServiceWide", () => {
  it("is everything of a service, not some of it", () => {
    expect(["*", "s3:*", "s3:**", "*:*"].every(isServiceWide)).toBe(true);
    expect(["s3:Get*", "s3:GetObject", ""].some(isServiceWide)).toBe(false);
  });
});

describe("isAnything", () => {
  it("is what names neither a kind nor a name", () => {
    expect(
      ["*", "arn:aws:s3:::*", "arn:aws:s3:::*/*", "arn:aws:iam::111122223333:*"].every(isAnything),
    ).toBe(true);
    expect(
      ["arn:aws:s3:::models/*", "arn:aws:eks:*:*:nodegroup/*", "arn:aws:logs:a:b:log-group:*"].some(
        isAnything,
      ),
    ).toBe(false);
  });
});
