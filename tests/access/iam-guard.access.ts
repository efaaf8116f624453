import { describe, expect, test } from "vitest";
import { guardPolicy } from "../../components/access/iam-guard";
import { PLACE } from "../../components/access/testing";
import { policyJson } from "../../lib/iam-policy";
import { account, type Context } from "./iam-requests";
import { allowed } from "./simulate";

/* An administrator's policy with the guard beside it: what a pipeline or an emergency still may not do. */

const everything = policyJson([{ Sid: "All", Effect: "Allow", Action: "*", Resource: "*" }]);
const guard = guardPolicy([PLACE.region]);
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const policy = (name: string) => `arn:aws:iam::${account}:policy/${name}`;
const OWN: Context = { "aws:ResourceTag/towpath:service": "deploy" };
const OTHERS: Context = { "aws:ResourceTag/towpath:service": "access" };

const may = (
  call: string,
  resource: string,
  context: Context = {},
  policies = [everything, guard],
) =>
  allowed({
    principal: `arn:aws:sts::${account}:assumed-role/deploy-1a2b3c4/session`,
    call,
    resource,
    account,
    context: { "aws:RequestedRegion": PLACE.region, ...context },
    policies,
  });

describe("the guard", () => {
  const trail = `arn:aws:cloudtrail:${PLACE.region}:${account}:trail/audit`;
  const user = `arn:aws:iam::${account}:user/somebody`;

  test.each<[string, string, Context]>([
    ["iam:CreateUser", user, {}],
    ["iam:CreateAccessKey", user, {}],
    ["iam:UpdateAssumeRolePolicy", role("deploy-1a2b3c4"), OWN],
    ["iam:AttachRolePolicy", role("deploy-1a2b3c4"), OWN],
    ["iam:DetachRolePolicy", role("deploy-1a2b3c4"), OWN],
    ["iam:UntagRole", role("deploy-1a2b3c4"), OWN],
    ["iam:CreatePolicyVersion", policy("deploy-guard-1a2b3c4"), OWN],
    ["iam:DeletePolicy", policy("deploy-guard-1a2b3c4"), OWN],
    ["cloudtrail:StopLogging", trail, {}],
    ["cloudtrail:DeleteTrail", trail, {}],
    ["organizations:LeaveOrganization", "*", {}],
    ["s3:CreateBucket", "arn:aws:s3:::elsewhere", { "aws:RequestedRegion": "eu-west-1" }],
  ])("refuses %s on %s, which the policy beside it allows", async (call, resource, context) => {
    expect(await may(call, resource, context)).toBe(false);
    expect(await may(call, resource, context, [everything])).toBe(true);
  });

  test.each<[string, string, Context]>([
    ["iam:CreateRole", role("developer-support-ml-1a2b3c4"), {}],
    ["iam:UpdateAssumeRolePolicy", role("developer-support-ml-1a2b3c4"), OTHERS],
    ["iam:AttachRolePolicy", role("developer-support-ml-1a2b3c4"), OTHERS],
    ["s3:PutBucketPolicy", "arn:aws:s3:::artifacts-1a2b3c4", {}],
    ["cloudtrail:CreateTrail", trail, {}],
  ])("lets %s on %s be", async (call, resource, context) => {
    expect(await may(call, resource, context)).toBe(true);
  });

  test("knows that IAM says us-east-1, wherever one deploys to", async () => {
    const elsewhere = [everything, guardPolicy(["eu-central-1"])];
    const global = { "aws:RequestedRegion": "us-east-1" };
    expect(await may("iam:CreateRole", role("x"), global, elsewhere)).toBe(true);
    expect(await may("s3:CreateBucket", "arn:aws:s3:::x", global, elsewhere)).toBe(false);
  });
});
