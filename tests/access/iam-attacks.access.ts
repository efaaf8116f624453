import { describe, expect, test } from "vitest";
import { boundaryOf } from "../../components/access/iam-boundary";
import { breakGlassRoles } from "../../components/access/iam-roles";
import { MFA_TAG, pipelineTrust } from "../../components/access/iam-trust";
import {
  grantRoleName,
  OIDC,
  PLACE,
  PROMOTED,
  SAML,
  shippedAccess,
  shippedGrant,
} from "../../components/access/testing";
import { TRACKING_PREFIX } from "../../components/composed/artifact-folders";
import type { Access } from "../../components/config/access";
import { artifactsPrefixOf, datasetsPrefixOf, teamPolicy } from "../../components/jobs/team-policy";
import { podIdentityTrust, policyJson } from "../../lib/iam-policy";
import {
  account,
  assume,
  BUCKET,
  type Context,
  GITHUB,
  inS3,
  KEY,
  KNOWN,
  ROLE,
  roleOf,
  WEB,
} from "./iam-requests";
import { allowed } from "./simulate";

/* What somebody would try. Each attack stands beside the honest request that differs in one thing. */

describe("somebody of one team", () => {
  test.each(["developer-support-ml", "model-owner-support-ml", "team-lead-support-ml"])(
    "%s reads no other team's artifacts and lists no other team's runs",
    async (name) => {
      const { policies, boundary } = roleOf(name);
      const read = (team: string) =>
        inS3("s3:GetObject", `mlflow/teams/${team}/runs/1/model`, policies, { boundary });
      const list = (prefix: string) =>
        inS3("s3:ListBucket", "", policies, { boundary, context: { "s3:prefix": prefix } });
      expect(await read("support-ml")).toBe(true);
      for (const team of ["platform", "support-ml-two", "../platform"]) {
        expect(await read(team), team).toBe(false);
      }
      expect(await list("mlflow/teams/support-ml/")).toBe(true);
      for (const prefix of [
        "",
        "mlflow/",
        "mlflow/teams/",
        "mlflow/teams/platform/",
        "mlflow/teams/support-ml-two",
      ]) {
        expect(await list(prefix), prefix).toBe(false);
      }
      expect(await inS3("s3:ListBucket", "", policies, { boundary })).toBe(false);
    },
  );

  test("gets nothing from a policy that is attached by hand", async () => {
    const everything = policyJson([
      { Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" },
    ]);
    const boundary = policyJson(boundaryOf({ team: "support-ml", regions: [PLACE.region] }, PLACE));
    const own = "mlflow/teams/support-ml/runs/1/model";
    expect(await inS3("s3:GetObject", own, [everything], { boundary })).toBe(true);
    expect(
      await inS3("s3:GetObject", "mlflow/teams/platform/runs/1/model", [everything], { boundary }),
    ).toBe(false);
    expect(
      await inS3("s3:GetObject", own, [everything], {
        boundary,
        context: { "aws:RequestedRegion": "eu-west-1" },
      }),
    ).toBe(false);
    const list = (prefix: string) =>
      inS3("s3:ListBucket", "", [everything], { boundary, context: { "s3:prefix": prefix } });
    expect(await list("mlflow/teams/support-ml/")).toBe(true);
    for (const prefix of ["mlflow/teams/platform/", "mlflow/", ""]) {
      expect(await list(prefix), prefix).toBe(false);
    }
    for (const call of [
      "iam:CreateRole",
      "iam:DeleteRolePermissionsBoundary",
      "iam:PassRole",
      "sts:AssumeRole",
    ]) {
      const request = { call, resource: ROLE, account, context: WEB, policies: [everything] };
      const principal = `arn:aws:sts::${account}:assumed-role/some-role/session`;
      expect(await allowed({ ...request, principal, boundary }), call).toBe(false);
      // It is the boundary that says so: without it the policy would do.
      if (call !== "sts:AssumeRole")
        expect(await allowed({ ...request, principal }), call).toBe(true);
    }
  });

  test("gets nothing of another team from a bucket policy that names its session", async () => {
    // Such a grant passes by what a boundary does not allow; only what it forbids holds.
    const principal = `arn:aws:sts::${account}:assumed-role/some-role/session`;
    const resource = `${BUCKET}/mlflow/teams/platform/runs/1/model`;
    const resourcePolicy = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: principal },
          Action: "s3:GetObject",
          Resource: resource,
        },
      ],
    };
    const request = { principal, call: "s3:GetObject", resource, account, context: WEB };
    const { policies, boundary = "" } = roleOf("developer-support-ml");
    const asked = { ...request, policies, resourcePolicy };
    expect(await allowed(asked)).toBe(true);
    expect(await allowed({ ...asked, boundary })).toBe(false);
  });

  test("deletes nothing of what the teams share, and an owner nothing that is promoted", async () => {
    const shared = "mlflow/experiments/1/plot.png";
    const owner = roleOf("platform-owner-platform");
    const remove = (key: string, { policies, boundary }: ReturnType<typeof roleOf>) =>
      inS3("s3:DeleteObject", key, policies, { boundary });
    expect(await remove(shared, owner)).toBe(true);
    expect(await remove(shared, roleOf("model-owner-support-ml"))).toBe(false);
    expect(await remove("mlflow/teams/support-ml/runs/1/model", owner)).toBe(true);
    expect(await remove(`${PROMOTED}/weights`, owner)).toBe(false);
    expect(
      await inS3("s3:DeleteObjectVersion", shared, owner.policies, { boundary: owner.boundary }),
    ).toBe(false);
    // It is the record that says so: once no record names it, it may go.
    const free = roleOf("platform-owner-platform", shippedAccess(), { recordArtifacts: [] });
    expect(await remove(`${PROMOTED}/weights`, free)).toBe(true);
  });
});

describe("a grant", () => {
  const grant = shippedGrant();
  const access: Access = { ...shippedAccess(), grants: [grant] };
  const NAME = grantRoleName(grant);
  const before = { "aws:CurrentTime": "2026-11-22T11:59:59Z" };
  const after = { "aws:CurrentTime": "2026-11-22T12:00:00Z" };

  test("ends at its moment, in a session that was begun before it too", async () => {
    const { policies, boundary, trust } = roleOf(NAME, access);
    const restore = (context: Context) =>
      inS3("s3:GetObjectVersion", "mlflow/teams/support-ml/runs/1/model", policies, {
        boundary,
        context,
      });
    expect(await restore(before)).toBe(true);
    expect(await restore(after)).toBe(false);
    const become = (context: Context) =>
      assume(trust, `arn:aws:iam::${account}:saml-provider/example`, "sts:AssumeRoleWithSAML", {
        "SAML:aud": "https://signin.aws.amazon.com/saml",
        "SAML:sub": "dana",
        ...context,
      });
    expect(await become(before)).toBe(true);
    expect(await become(after)).toBe(false);
  });

  test("is gone at the next update", () => {
    expect(() => roleOf(NAME, access, { now: new Date(grant.expires) })).toThrow("no role");
  });
});

describe("taking on a role", () => {
  const saml = `arn:aws:iam::${account}:saml-provider/example`;
  const answer = { "SAML:aud": "https://signin.aws.amazon.com/saml" };

  test("takes the login that access.yaml names, from the one provider", async () => {
    const { trust } = roleOf("developer-support-ml");
    const become = (sub: string, from = saml, audience: Context = answer) =>
      assume(trust, from, "sts:AssumeRoleWithSAML", { ...audience, "SAML:sub": sub });
    expect(await become("dana")).toBe(true);
    for (const sub of ["mira", "Dana", "dana2", "*", ""])
      expect(await become(sub), sub).toBe(false);
    expect(await become("dana", `arn:aws:iam::${account}:saml-provider/another`)).toBe(false);
    expect(await become("dana", saml, { "SAML:aud": "https://elsewhere.example" })).toBe(false);
  });

  test("takes the same of an OIDC provider", async () => {
    const people = { ...OIDC, issuer: `https://${KNOWN}` };
    const { trust } = roleOf("developer-support-ml", shippedAccess(), { people });
    const host = KNOWN;
    const become = (sub: string, aud: string) =>
      assume(
        trust,
        `arn:aws:iam::${account}:oidc-provider/${host}`,
        "sts:AssumeRoleWithWebIdentity",
        { [`${host}:aud`]: aud, [`${host}:sub`]: sub },
      );
    expect(await become("dana", "towpath")).toBe(true);
    expect(await become("mira", "towpath")).toBe(false);
    expect(await become("dana", "another-app")).toBe(false);
  });

  test("for emergencies takes a second factor, and an owner of the platform", async () => {
    const trust = breakGlassRoles(shippedAccess(), SAML, PLACE)[0]?.trust ?? "";
    const become = (sub: string, tags: Context) =>
      assume(trust, saml, "sts:AssumeRoleWithSAML", { ...answer, ...tags, "SAML:sub": sub });
    const mfa = { [`aws:RequestTag/${MFA_TAG}`]: "true" };
    expect(await become("petra", mfa)).toBe(true);
    expect(await become("petra", {})).toBe(false);
    expect(await become("petra", { [`aws:RequestTag/${MFA_TAG}`]: "false" })).toBe(false);
    expect(await become("mira", mfa)).toBe(false);
  });

  test("takes the pipeline of one repository and environment", async () => {
    const trust = pipelineTrust(
      { kind: "github", repository: "example-org/platform", environment: "prod" },
      PLACE,
    ).replaceAll(GITHUB, KNOWN);
    const host = KNOWN;
    const become = (sub: string) =>
      assume(
        trust,
        `arn:aws:iam::${account}:oidc-provider/${host}`,
        "sts:AssumeRoleWithWebIdentity",
        { [`${host}:aud`]: "sts.amazonaws.com", [`${host}:sub`]: sub },
      );
    expect(await become("repo:example-org/platform:environment:prod")).toBe(true);
    for (const sub of [
      "repo:example-org/platform:environment:dev",
      "repo:example-org/platform:pull_request",
      "repo:example-org/platform:ref:refs/heads/main",
      "repo:example-org/platform-two:environment:prod",
      "repo:somebody/platform:environment:prod",
    ]) {
      expect(await become(sub), sub).toBe(false);
    }
  });
});

describe("a pod", () => {
  const clusterArn = `arn:aws:eks:${PLACE.region}:${account}:cluster/${PLACE.cluster}`;
  const trust = podIdentityTrust({ clusterArn, namespace: "support-ml", serviceAccount: "jobs" });
  const honest = {
    "aws:RequestTag/eks-cluster-arn": clusterArn,
    "aws:RequestTag/kubernetes-namespace": "support-ml",
    "aws:RequestTag/kubernetes-service-account": "jobs",
  };
  const become = (tags: Context, from = "pods.eks.amazonaws.com") =>
    assume(trust, from, "sts:AssumeRole", tags);

  test("takes on no identity of another namespace, account or cluster", async () => {
    expect(await become(honest)).toBe(true);
    for (const [tag, value] of [
      ["kubernetes-namespace", "platform"],
      ["kubernetes-service-account", "mlflow"],
      ["eks-cluster-arn", `${clusterArn}-two`],
    ] as const) {
      expect(await become({ ...honest, [`aws:RequestTag/${tag}`]: value }), tag).toBe(false);
    }
    expect(await become({})).toBe(false);
    expect(await become(honest, "ec2.amazonaws.com")).toBe(false);
  });

  test("of a job deletes nothing, and sees nothing of another team", async () => {
    const policy = teamPolicy({
      datasetsArn: `arn:aws:s3:::${PLACE["datasets-bucket"]}`,
      artifactsArn: BUCKET,
      kmsKeyArn: KEY,
      datasetsPrefix: datasetsPrefixOf("support-ml"),
      artifactsPrefix: artifactsPrefixOf("support-ml", TRACKING_PREFIX),
    });
    const own = "mlflow/teams/support-ml/runs/1/model";
    expect(await inS3("s3:PutObject", own, [policy])).toBe(true);
    for (const key of [own, `${PROMOTED}/weights`, "mlflow/experiments/1/plot.png"]) {
      expect(await inS3("s3:DeleteObject", key, [policy]), key).toBe(false);
      expect(await inS3("s3:DeleteObjectVersion", key, [policy]), key).toBe(false);
    }
    const others = "mlflow/teams/platform/runs/1/model";
    for (const call of ["s3:GetObject", "s3:PutObject"]) {
      expect(await inS3(call, others, [policy]), call).toBe(false);
    }
  });
});
