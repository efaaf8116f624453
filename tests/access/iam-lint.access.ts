import { beforeAll, describe, expect, test } from "vitest";
import { guardPolicy } from "../../components/access/iam-guard";
import { breakGlassRoles, iamDocuments } from "../../components/access/iam-roles";
import { pipelineTrust } from "../../components/access/iam-trust";
import {
  iamFacts,
  OIDC,
  PLACE,
  SAML,
  shippedAccess,
  shippedGrant,
} from "../../components/access/testing";
import { workloadBoundary } from "../../components/workloads/boundary-policy";
import { policyJson } from "../../lib/iam-policy";
import { type Finding, findParliament, type Found, lint } from "./parliament";

/* parliament, a public linter of IAM policies, on every document that access.yaml comes to. */

const grants = [shippedGrant()];

const policies = new Map<string, string>();
const trusts = new Map<string, string>();
for (const people of [SAML, OIDC]) {
  const access = { ...shippedAccess(), grants };
  const { roles, boundaries } = iamDocuments(iamFacts({ access, people }), PLACE);
  for (const { name, policies: texts, trust } of roles) {
    texts.forEach((text, at) => policies.set(`${name} ${at + 1}`, text));
    trusts.set(`${people.kind} ${name}`, trust);
  }
  for (const [team, text] of Object.entries(boundaries)) policies.set(`boundary of ${team}`, text);
  for (const { name, trust } of breakGlassRoles(access, people, PLACE)) {
    trusts.set(`${people.kind} ${name}`, trust);
  }
}
policies.set("guard", guardPolicy(["us-east-1"]));
policies.set(
  "boundary of pods",
  workloadBoundary({
    clusterArn: `arn:aws:eks:us-east-1:${PLACE.account}:cluster/${PLACE.cluster}`,
    readArns: ["arn:aws:s3:::artifacts-1a2b3c4"],
    writtenArns: ["arn:aws:s3:::artifacts-1a2b3c4", "arn:aws:s3:::backups-1a2b3c4"],
    deletedArn: "arn:aws:s3:::backups-1a2b3c4",
    metricsNamespace: "Towpath/prod/Recovery",
    kmsKeyArn: `arn:aws:kms:us-east-1:${PLACE.account}:key/${PLACE["data-key"]}`,
    secretArn: `arn:aws:secretsmanager:us-east-1:${PLACE.account}:secret:master-AbCdEf`,
    regions: ["us-east-1"],
  }),
);
trusts.set(
  "github",
  pipelineTrust({ kind: "github", repository: "example-org/platform", environment: "prod" }, PLACE),
);

/**
 * parliament knows no trust policies: one without a Resource it takes for malformed, and reads no
 * further. With the role that it is attached to as the Resource, it reads it all.
 */
function withResource(trust: string): string {
  const { Statement, ...rest } = JSON.parse(trust) as { Statement: object[] };
  const Resource = `arn:aws:iam::${PLACE.account}:role/some-role`;
  return JSON.stringify({ ...rest, Statement: Statement.map((one) => ({ ...one, Resource })) });
}

/**
 * What it cannot know: it has a list of OIDC providers, and neither an organization's own nor GitHub's
 * is there, so that it takes them and the two keys of theirs for mistakes.
 */
const UNLISTED = ["login.example.com/tenant", "token.actions.githubusercontent.com"];
const ACCEPTED = UNLISTED.flatMap((host) => [
  `arn:aws:iam::${PLACE.account}:oidc-provider/${host}`,
  `Unknown condition ${host}:aud for action sts:AssumeRoleWithWebIdentity`,
  `Unknown condition ${host}:sub for action sts:AssumeRoleWithWebIdentity`,
]);
const unlisted = ({ detail }: Finding) => typeof detail === "string" && ACCEPTED.includes(detail);

describe("parliament", () => {
  let found: Found;
  beforeAll(async () => {
    found = await findParliament(process.env);
    if ("reason" in found) console.warn(`The IAM documents are not linted: ${found.reason}`);
  });

  test("finds nothing above info in any document", { timeout: 240_000 }, async ({ skip }) => {
    if ("reason" in found) return skip(found.reason);
    const said: string[] = [];
    for (const [name, text] of policies) {
      for (const one of await lint(found.path, text)) said.push(`${name}: ${JSON.stringify(one)}`);
    }
    for (const [name, text] of trusts) {
      const findings = await lint(found.path, withResource(text));
      for (const one of findings.filter((each) => !unlisted(each))) {
        said.push(`trust of ${name}: ${JSON.stringify(one)}`);
      }
    }
    console.log(
      `parliament: ${policies.size} policies, ${trusts.size} trusts, ${said.length} findings`,
    );
    expect(said).toEqual([]);
    expect(policies.size).toBeGreaterThanOrEqual(7);
    expect(trusts.size).toBeGreaterThanOrEqual(12);
  });

  test("finds what it is there for", async ({ skip }) => {
    if ("reason" in found) return skip(found.reason);
    const bad = policyJson([
      { Sid: "NoSuchCall", Effect: "Allow", Action: "s3:GetObjekt", Resource: "*" },
      {
        Sid: "WrongThing",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::bucket",
      },
    ]);
    const findings = await lint(found.path, bad);
    expect(findings.map(({ issue }) => issue).sort()).toEqual([
      "RESOURCE_MISMATCH",
      "UNKNOWN_ACTION",
    ]);
  });
});
