import { type Access, accessSchema } from "../config/access";
import type { Grant } from "../config/access/grant-schema";
import { grantKeyOf } from "../config/access/group-names";
import type { People } from "../config/identity-provider";
import type { IamFacts } from "./iam-roles";
import type { IamPlace } from "./iam-place";
import { readYaml } from "../../lib/yaml-file";

/** For tests: the shipped matrix. */
export const shippedAccess = (): Access => readYaml("stacks/access.yaml", accessSchema).value;

/** For tests: an account that nobody has. */
export const PLACE: IamPlace = {
  partition: "aws",
  region: "us-east-1",
  account: "111122223333",
  environment: "prod",
  cluster: "cluster-1a2b3c4",
  "artifacts-bucket": "artifacts-1a2b3c4",
  "datasets-bucket": "datasets-1a2b3c4",
  "data-key": "11111111-1111-4111-8111-111111111111",
  "secrets-key": "22222222-2222-4222-8222-222222222222",
  vault: "vault-1a2b3c4",
  "restore-role": "restore-1a2b3c4",
};

export const SAML: People = { kind: "saml", provider: "example" };

export const OIDC: People = {
  kind: "oidc",
  issuer: "https://login.example.com/tenant",
  audience: "towpath",
};

export const NOW = new Date("2026-11-21T12:00:00Z");

/** For tests: the folder of the shipped record of a service that a promotion names. */
export const PROMOTED = "mlflow/teams/support-ml/runs/2/model";

export function iamFacts(over: Partial<IamFacts> = {}): IamFacts {
  return {
    access: shippedAccess(),
    teams: ["platform", "support-ml"],
    people: SAML,
    regions: ["us-east-1", "us-west-2"],
    recordArtifacts: [PROMOTED],
    now: NOW,
    ...over,
  };
}

/** For tests: so many teams, so many people in each, all four roles among them. */
export function crowd(teams: number, people: number): Pick<IamFacts, "access" | "teams"> {
  const names = Array.from({ length: teams }, (_, at) => `a-team-of-some-length-${at + 1}`);
  const roles = ["developer", "model-owner", "team-lead", "platform-owner"];
  const identities = names.flatMap((team, at) =>
    Array.from({ length: people }, (_, of) => {
      const login = `first.last-${at}-${of}@example.com`;
      const held = [roles[of % roles.length] ?? "developer"];
      return [login, { roles: held, team }] as const;
    }),
  );
  return {
    access: { ...shippedAccess(), identities: Object.fromEntries(identities) },
    teams: names,
  };
}

/** Dana may restore for a day, as petra approved before {@link iamFacts}' moment. */
export const shippedGrant = (over: Partial<Grant> = {}): Grant => ({
  identity: "dana",
  action: "restore-artifact",
  team: "support-ml",
  reason: "the run of Tuesday was overwritten",
  requested: "2026-11-20T08:00:00Z",
  approver: "petra",
  approved: "2026-11-20T09:00:00Z",
  expires: "2026-11-22T12:00:00Z",
  ...over,
});

/** The name of its role in IAM. */
export const grantRoleName = (grant: Grant): string =>
  `grant-${grantKeyOf(grant)}-${grant.action}-${grant.team}`;
