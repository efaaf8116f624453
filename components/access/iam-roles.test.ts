import { describe, expect, it } from "vitest";
import type { IdentityStatement } from "../../lib/iam-policy";
import { LONGEST_PLACE } from "./iam-place";
import { breakGlassRoles, iamDocuments } from "./iam-roles";
import { IAM_LIMITS, policiesOf } from "./iam-sizes";
import { MFA_TAG, peopleTrust, pipelineTrust } from "./iam-trust";
import type { Grant } from "../config/access/grant-schema";
import {
  crowd,
  grantRoleName,
  iamFacts,
  NOW,
  OIDC,
  PLACE,
  SAML,
  shippedAccess,
  shippedGrant,
} from "./testing";

const parsed = (json: string) => JSON.parse(json) as { Statement: IdentityStatement[] };
const granted = (over: Partial<Grant> = {}) =>
  iamDocuments(iamFacts({ access: { ...shippedAccess(), grants: [shippedGrant(over)] } }), PLACE)
    .roles;

describe("iamDocuments", () => {
  it("has a role for every role and team that somebody holds it in", () => {
    const { roles, boundaries } = iamDocuments(iamFacts(), PLACE);
    expect(roles.map(({ name, boundary }) => [name, boundary])).toEqual([
      ["developer-support-ml", "support-ml"],
      ["model-owner-support-ml", "support-ml"],
      ["team-lead-support-ml", "support-ml"],
      ["platform-owner-platform", "*"],
    ]);
    expect(Object.keys(boundaries)).toEqual(["support-ml", "*"]);
    expect(roles.map(({ trust }) => /"SAML:sub":\["(\w+)"\]/.exec(trust)?.[1])).toEqual([
      "dana",
      "mira",
      "omar",
      "petra",
    ]);
  });

  it.each([
    ["saml", SAML],
    ["oidc", OIDC],
  ])("keeps within IAM's limits with 10 teams of 200 people (%s)", (_, people) => {
    const { roles, boundaries } = iamDocuments(
      iamFacts({ ...crowd(10, 200), people }),
      LONGEST_PLACE,
    );
    const listed = roles.flatMap(({ identities }) => identities);
    expect(new Set(listed).size).toBe(2000);
    expect(listed).toHaveLength(2000);
    expect(new Set(roles.map(({ name }) => name)).size).toBe(roles.length);
    for (const { trust, policies } of roles) {
      expect(trust.length).toBeLessThanOrEqual(IAM_LIMITS.roleTrust);
      expect(policies.length).toBeLessThanOrEqual(IAM_LIMITS.policiesPerRole);
      for (const text of policies) {
        expect(text.length).toBeLessThanOrEqual(IAM_LIMITS.managedPolicy);
        const ids = parsed(text).Statement.map(({ Sid }) => Sid);
        expect(new Set(ids).size).toBe(ids.length);
      }
    }
    for (const text of Object.values(boundaries)) {
      expect(text.length).toBeLessThanOrEqual(IAM_LIMITS.managedPolicy);
    }
  });

  it("changes the documents of a cell's role, and of no other", () => {
    const access = shippedAccess();
    const before = iamDocuments(iamFacts(), PLACE);
    const changed = (action: string, role: string, value: "yes" | "no") => {
      const matrix = { ...access.matrix, [action]: { ...access.matrix[action], [role]: value } };
      const { roles, boundaries } = iamDocuments(
        iamFacts({ access: { ...access, matrix } }),
        PLACE,
      );
      expect(boundaries).toEqual(before.boundaries);
      return roles.flatMap(({ name, policies, trust }, at) => {
        const old = before.roles[at];
        expect([name, trust]).toEqual([old?.name, old?.trust]);
        return policies.join() === old?.policies.join() ? [] : [name];
      });
    };
    expect(changed("write-runs", "developer", "no")).toEqual(["developer-support-ml"]);
    expect(changed("delete-shared-artifact", "team-lead", "yes")).toEqual(["team-lead-support-ml"]);
    expect(changed("write-runs", "developer", "yes")).toEqual([]);
  });

  it("divides the same, whatever AWS names things", () => {
    const facts = iamFacts(crowd(10, 4));
    const policies = (place: typeof PLACE) =>
      iamDocuments(facts, place).roles.map((role) =>
        role.policies.map((text) => parsed(text).Statement.map(({ Sid }) => Sid)),
      );
    expect(policies(PLACE)).toEqual(policies(LONGEST_PLACE));
  });

  it("has a role for a grant until it expires, which says so in every right", () => {
    const role = granted().at(-1);
    expect(role?.name).toBe(grantRoleName(shippedGrant()));
    expect(role?.identities).toEqual(["dana"]);
    const time = { "aws:CurrentTime": "2026-11-22T12:00:00Z" };
    for (const text of [role?.trust ?? "", ...(role?.policies ?? [])]) {
      for (const one of parsed(text).Statement) {
        expect(one.Condition).toMatchObject({ DateLessThan: time });
      }
    }
  });

  it.each([
    ["has expired", { expires: NOW.toISOString() }],
    ["its holder approved", { identity: "petra" }],
    ["nobody entitled approved", { approver: "mira" }],
    ["nobody approved yet", { approver: undefined, approved: undefined }],
    ["is approved for tomorrow", { approved: "2026-11-22T09:00:00Z" }],
    ["is for another team", { team: "ranking" }],
    ["is for somebody unknown", { identity: "constructor" }],
  ])("has no role for a grant that %s", (_, over) => {
    expect(granted(over).map(({ name }) => name)).not.toContainEqual(
      expect.stringContaining("grant"),
    );
  });

  it("refuses what IAM would read otherwise than people do", () => {
    const two = (first: object, second: object) =>
      iamFacts({ access: { ...shippedAccess(), identities: { ...first, ...second } } });
    const odd = two({ "${SAML:sub}": { roles: ["developer"], team: "support-ml" } }, {});
    expect(() => iamDocuments(odd, PLACE)).toThrow("is no login");
    const same = two(
      { a: { roles: ["model-owner"], team: "support-ml" } },
      { b: { roles: ["model"], team: "owner-support-ml" } },
    );
    expect(() => iamDocuments(same, PLACE)).toThrow("model-owner-support-ml");
  });

  it("refuses a role that IAM would not take", () => {
    const statement = (at: number): IdentityStatement => ({
      Sid: `S${at}`,
      Effect: "Deny",
      Action: ["s3:GetObject"],
      Resource: `arn:aws:s3:::${"b".repeat(5000)}/*`,
    });
    const many = Array.from({ length: 11 }, (_, at) => statement(at));
    expect(policiesOf(many.slice(1))).toHaveLength(10);
    expect(() => policiesOf(many)).toThrow("11 managed policies");
    const resources = [statement(1), statement(2)].flatMap(({ Resource }) => Resource ?? []);
    const large: IdentityStatement = { ...statement(1), Resource: resources };
    expect(policiesOf([large]).map((one) => one.map(({ Sid }) => Sid))).toEqual([["S11"], ["S12"]]);
  });
});

describe("trust", () => {
  it("names provider, audience and logins", () => {
    expect(parsed(peopleTrust(OIDC, ["dana"], PLACE)).Statement).toEqual([
      {
        Sid: "AssumeByPeople",
        Effect: "Allow",
        Principal: {
          Federated: "arn:aws:iam::111122223333:oidc-provider/login.example.com/tenant",
        },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "login.example.com/tenant:aud": "towpath",
            "login.example.com/tenant:sub": ["dana"],
          },
        },
      },
    ]);
  });

  it("lets platform owners break the glass, with a second factor, for an hour", () => {
    const [role, ...more] = breakGlassRoles(shippedAccess(), SAML, PLACE);
    expect(more).toEqual([]);
    expect(role?.maxSessionSeconds).toBe(3600);
    expect(parsed(role?.trust ?? "").Statement[0]?.Condition).toEqual({
      StringEquals: {
        "SAML:aud": "https://signin.aws.amazon.com/saml",
        "SAML:sub": ["petra"],
        [`aws:RequestTag/${MFA_TAG}`]: "true",
      },
    });
  });

  it.each([
    [
      { kind: "github", repository: "example-org/platform", environment: "prod" },
      "repo:example-org/platform:environment:prod",
    ],
    [
      { kind: "gitlab", host: "gitlab.com", repository: "group/platform", branch: "main" },
      "project_path:group/platform:ref_type:branch:ref:main",
    ],
  ] as const)("lets one pipeline deploy: %j", (pipeline, subject) => {
    const [statement] = parsed(pipelineTrust(pipeline, PLACE)).Statement;
    expect(Object.values(statement?.Condition?.StringEquals ?? {})).toContain(subject);
    expect(JSON.stringify(statement)).not.toContain("*");
  });
});
