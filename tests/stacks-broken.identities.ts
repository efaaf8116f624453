import type { Mistake } from "./stacks-broken.environments";

/* Mistakes in who vouches for people and for pipelines, for stacks-broken.test.ts. */

const DEV = "Pulumi.dev.yaml";
const LOCAL = "Pulumi.local.yaml";

/** Who vouches for people, and which pipeline deploys. */
export function identityMistakes(): Mistake[] {
  const budget = "    budget_usd_month";
  const policies = "policies: [arn:aws:iam::aws:policy/Example]";
  const github = `kind: github, repository: example-org/platform, environment: prod, ${policies}`;
  const people: [string, RegExp][] = [
    [
      "kind: samll, provider: corp",
      /people\.kind: found "samll"; expected one of saml, oidc \(did you mean "saml"\?\)/,
    ],
    [
      "kind: saml, provider: 'arn:aws:iam::111122223333:saml-provider/corp'",
      /people\.provider: found "arn:.*; expected the name of a SAML provider of the account/,
    ],
    ["kind: saml", /people\.provider: missing; expected/],
    [
      "kind: oidc, issuer: 'http://login.example.com', audience: towpath",
      /people\.issuer: found "http:.*; expected an https:\/\/ address/,
    ],
    ["kind: oidc, issuer: 'https://login.example.com'", /people\.audience: missing/],
    ["kind: saml, provider: corp, audience: towpath", /people\.audience: unknown key "audience"/],
  ];
  const deploy: [string, RegExp][] = [
    [
      github.replace("example-org/platform", "platform"),
      /deploy\.repository: found "platform"; expected OWNER\/REPOSITORY/,
    ],
    [
      github.replace("example-org/platform", "example-org/*"),
      /deploy\.repository: found "example-org\/\*"; expected OWNER\/REPOSITORY/,
    ],
    [
      github.replace("prod", "'*'"),
      /deploy\.environment: found "\*"; expected the name of a GitHub environment/,
    ],
    [`${github}, branch: main`, /deploy\.branch: unknown key "branch"/],
    [github.replace(`, ${policies}`, ""), /deploy\.policies: missing/],
    [
      github.replace("arn:aws:iam::aws:policy/Example", "AdministratorAccess"),
      /deploy\.policies\.0: found "AdministratorAccess"; expected the ARN of a managed policy/,
    ],
    [
      `kind: gitlab, repository: example-group/platform, branch: 'feature/*', ${policies}`,
      /deploy\.branch: found "feature\/\*"; expected a branch/,
    ],
  ];
  const at =
    (key: string) =>
    ([text, says]: [string, RegExp]): Mistake => [
      DEV,
      budget,
      `    ${key}: { ${text} }\n${budget}`,
      says,
    ];
  return [
    ...people.map(at("people")),
    ...deploy.map(at("deploy")),
    [
      LOCAL,
      "kind: kubernetes",
      "kind: kubernetes\n    people: { kind: saml, provider: corp }",
      /environment\.people: unknown key "people"/,
    ],
  ];
}
