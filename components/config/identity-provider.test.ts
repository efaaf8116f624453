import { describe, expect, it } from "vitest";
import { deploySchema, peopleSchema } from "./identity-provider";

describe("people", () => {
  it.each([
    { kind: "saml", provider: "corp.example" },
    { kind: "oidc", issuer: "https://login.example.com", audience: "towpath" },
    { kind: "oidc", issuer: "https://login.example.com/tenant-1/v2.0", audience: "towpath" },
  ])("may come from %j", (people) => {
    expect(peopleSchema.parse(people)).toEqual(people);
  });

  it.each([
    { kind: "oidc", issuer: "https://login.example.com/", audience: "towpath" },
    { kind: "oidc", issuer: "https://login.example.com?a=b", audience: "towpath" },
    { kind: "oidc", issuer: "https://login.example.com", audience: "" },
    { kind: "saml", provider: "" },
  ])("may not come from %j", (people) => {
    expect(peopleSchema.safeParse(people).success).toBe(false);
  });
});

describe("a pipeline", () => {
  const policies = ["arn:aws-us-gov:iam::111122223333:policy/teams/deploy"];
  const github = { kind: "github", repository: "example-org/platform", environment: "prod" };

  it.each([
    github,
    { ...github, repository: "example-org@123456/platform@456789" },
    { kind: "gitlab", host: "git.example.com", repository: "group/sub/platform", branch: "main" },
  ])("may be %j", (pipeline) => {
    expect(deploySchema.parse({ ...pipeline, policies })).toEqual({ ...pipeline, policies });
  });

  it("of GitLab is on gitlab.com unless said", () => {
    const pipeline = { kind: "gitlab", repository: "group/platform", branch: "main", policies };
    expect(deploySchema.parse(pipeline)).toMatchObject({ host: "gitlab.com" });
  });

  it.each([
    { ...github, repository: "example-org/platform:environment:prod" },
    { ...github, repository: "example-org/sub/platform" },
    { ...github, repository: "${aws:username}/platform" },
    { ...github, environment: "prod:extra" },
    { ...github, policies: [] },
    { ...github, policies: Array.from({ length: 10 }, () => policies[0]) },
  ])("may not be %j", (pipeline) => {
    expect(deploySchema.safeParse({ policies, ...pipeline }).success).toBe(false);
  });
});
