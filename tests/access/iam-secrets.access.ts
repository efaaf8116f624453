import { describe, expect, test } from "vitest";
import { PLACE } from "../../components/access/testing";
import { firstUseReaders } from "../../components/config/access/secret-readers";
import { loadStacks } from "../../components/config/load";
import { secretPolicy } from "../../components/workloads/secret-policy";
import { policyJson } from "../../lib/iam-policy";
import { account, type Context, roleOf, WEB } from "./iam-requests";
import { allowed } from "./simulate";

/*
 * Secrets Manager: what the roles' own policies say and what the secret's policy refuses, together.
 * Tags of the role and of the secret are in each request, as AWS puts them there.
 */

const SECRET = `arn:aws:secretsmanager:${PLACE.region}:${account}:secret:mlflow-secrets-admin-Ab12Cd`;
const readers = firstUseReaders(loadStacks(process.cwd()).access);
const firstUse = secretPolicy({ readers });
const deployed = secretPolicy({ readers: [] });

/** What somebody with far too much attached by hand has. */
const EVERYTHING = [
  policyJson([
    {
      Sid: "TooMuch",
      Effect: "Allow",
      Action: "secretsmanager:*",
      Resource: "*",
    },
  ]),
];

const read = (
  policies: readonly string[],
  tags: Context,
  { policy = firstUse, rotation = "first-use", boundary = undefined as string | undefined } = {},
) =>
  allowed({
    principal: `arn:aws:sts::${account}:assumed-role/some-role/session`,
    call: "secretsmanager:GetSecretValue",
    resource: SECRET,
    account,
    context: {
      ...WEB,
      ...tags,
      "aws:ResourceTag/towpath:environment": PLACE.environment,
      "aws:ResourceTag/towpath:rotation": rotation,
    },
    policies,
    ...(boundary !== undefined && { boundary }),
    resourcePolicy: JSON.parse(policy) as unknown,
  });
const person = (role: string) => ({ "aws:PrincipalTag/towpath:role": role });

describe("a secret", () => {
  test.each([
    ["platform-owner", "platform", true],
    ["developer", "support-ml", false],
    ["model-owner", "support-ml", false],
    ["team-lead", "support-ml", false],
  ])(
    "that its first user replaces: %s reads it as the matrix says",
    async (role, team, expected) => {
      const { policies, boundary } = roleOf(`${role}-${team}`);
      expect(await read(policies, person(role), { boundary })).toBe(expected);
    },
  );

  test.each(["developer", "model-owner", "team-lead", "grant"])(
    "refuses a %s whatever is attached to the role by hand, and lets the deployer",
    async (role) => {
      expect(await read(EVERYTHING, {})).toBe(true);
      expect(await read(EVERYTHING, person(role))).toBe(false);
    },
  );

  test("that a deployment rotates is read by no person of the matrix", async () => {
    const kept = { policy: deployed, rotation: "deploy" };
    const { policies, boundary } = roleOf("platform-owner-platform");
    expect(await read(policies, person("platform-owner"), { ...kept, boundary })).toBe(false);
    expect(await read(EVERYTHING, person("platform-owner"), kept)).toBe(false);
    expect(await read(EVERYTHING, {}, kept)).toBe(true);
  });

  test("refuses pods, and whoever asks without TLS", async () => {
    const cluster = `arn:aws:eks:${PLACE.region}:${account}:cluster/${PLACE.cluster}`;
    expect(await read(EVERYTHING, { "aws:PrincipalTag/eks-cluster-arn": cluster })).toBe(false);
    expect(await read(EVERYTHING, { "aws:SecureTransport": "false" })).toBe(false);
  });
});
