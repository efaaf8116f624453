import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { named, ofType, type Registered, run, untagged, waitsFor } from "../testing";
import { tagsOf } from "../config/tags";
import { BreakGlass } from "./break-glass";
import { DeployRole } from "./deploy-role";
import { guardPolicy } from "./iam-guard";
import { breakGlassRoles, type IamFacts, iamDocuments } from "./iam-roles";
import { pipelineTrust } from "./iam-trust";
import { PeopleRoles } from "./people-roles";
import type { PlaceInputs } from "./placed-document";
import {
  crowd,
  grantRoleName,
  iamFacts,
  PLACE,
  SAML,
  shippedAccess,
  shippedGrant,
} from "./testing";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const part = { environment: "prod", owner: "platform", service: "access" };
const regions = ["us-east-1"];

/** Everything that AWS names is an Output, as it is in the program. */
const place = (): PlaceInputs => ({
  ...(Object.fromEntries(
    Object.entries(PLACE).map(([key, value]) => [key, pulumi.output(value)]),
  ) as unknown as PlaceInputs),
  partition: PLACE.partition,
});
const cloud = {
  others: (name: string) => ({ arn: `arn:aws:iam::111122223333:of/${name}`, name: `${name}-1` }),
};
const inAws = <T>(program: (opts: pulumi.ComponentResourceOptions) => T, preview = false) =>
  run(() => program({ providers: { aws: new aws.Provider("aws", {}) } }), cloud, { preview });
const peopleRoles = (facts: IamFacts, preview = false) =>
  inAws((opts) => new PeopleRoles("people", { facts, place: place(), part }, opts), preview);
const arnOf = (name: string) => `arn:aws:iam::111122223333:of/${name}`;
const proper = ({ type }: Registered) => type.startsWith("aws:");

describe("PeopleRoles", () => {
  it("registers the very documents that are proven, with the names that AWS gave", async () => {
    const grants = [shippedGrant()];
    const facts = iamFacts({ access: { ...shippedAccess(), grants } });
    const { all } = await peopleRoles(facts);
    const { roles, boundaries } = iamDocuments(facts, PLACE);
    const names = (of: readonly { readonly name: string }[]) => of.map(({ name }) => name).sort();
    expect(names(ofType(all, ROLE))).toEqual(names(roles));
    for (const { name, trust, policies, boundary } of roles) {
      const role = named(all, name, ROLE).inputs;
      expect(role.assumeRolePolicy).toEqual(JSON.parse(trust));
      expect(policies).toHaveLength(1);
      expect(named(all, name, POLICY).inputs.policy).toEqual(JSON.parse(policies[0] ?? ""));
      expect(named(all, name, ATTACHMENT).inputs).toEqual({
        role: `${name}-1`,
        policyArn: arnOf(name),
      });
      const limit = boundary === "*" ? "boundary-every-team" : `boundary-${boundary}`;
      expect(role.permissionsBoundary).toBe(arnOf(limit));
      expect(named(all, limit, POLICY).inputs.policy).toEqual(
        JSON.parse(boundaries[boundary] ?? ""),
      );
    }
    expect(untagged(all, tagsOf(part))).toEqual([]);
    expect(ofType(all, POLICY)).toHaveLength(roles.length + Object.keys(boundaries).length);
    for (const { parent } of all.filter(proper)) {
      expect(parent).toBe("towpath:access:PeopleRoles people");
    }
  });

  it("hands on the roles of the matrix by team, and those of active grants one by one", async () => {
    const grants = [shippedGrant()];
    const { value, resolve } = await peopleRoles(
      iamFacts({ access: { ...shippedAccess(), grants } }),
    );
    const [granted] = value.grants;
    expect(value.grants.map(({ grant }) => grant)).toEqual(grants);
    expect(await resolve(pulumi.output(granted?.arn))).toBe(arnOf(grantRoleName(shippedGrant())));
    const { "support-ml": team } = value.roles;
    expect(Object.keys(value.roles)).toEqual(["support-ml", "platform"]);
    expect(Object.keys(team ?? {})).toEqual(["developer", "model-owner", "team-lead"]);
    const [arn] = team?.developer ?? [];
    expect(await resolve(pulumi.output(arn))).toBe(arnOf("developer-support-ml"));
  });

  it("leaves only what AWS names unknown in a preview", async () => {
    const { all } = await inAws((opts) => {
      const own = { provider: new aws.Provider("own", {}) };
      const bucket = new aws.s3.Bucket("artifacts", {}, own);
      const args = { facts: iamFacts(), part };
      const where = { ...place(), "artifacts-bucket": bucket.bucket };
      return new PeopleRoles("people", { ...args, place: where }, opts);
    }, true);
    const text = JSON.stringify(named(all, "developer-support-ml", POLICY).inputs.policy);
    expect(text).toContain('"s3:GetObject"');
    expect(text).toContain("arn:aws:s3:::datasets-1a2b3c4/teams/support-ml/*");
    expect(text).not.toContain("\uE002");
  });

  it("shares policies among the roles of many people, under names that IAM takes", async () => {
    const facts = iamFacts(crowd(2, 600));
    const { all, value } = await peopleRoles(facts);
    const roles = ofType(all, ROLE);
    const teams = Object.values(value.roles);
    expect(roles.length).toBeGreaterThan(8);
    expect(teams.flatMap((team) => Object.values(team)).flat()).toHaveLength(roles.length);
    expect(ofType(all, POLICY).length).toBeLessThan(roles.length);
    for (const { name } of [...roles, ...ofType(all, POLICY)]) {
      expect(name.length).toBeLessThanOrEqual(56);
    }
    const keys = all.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("BreakGlass", () => {
  const args = { access: shippedAccess(), people: SAML, regions, part };
  const glass = () =>
    inAws((opts) => new BreakGlass("break-glass", { ...args, place: place() }, opts));

  it("is for an hour, with a second factor, and never without what is refused", async () => {
    const { all } = await glass();
    const [planned] = breakGlassRoles(args.access, args.people, PLACE);
    const role = named(all, "break-glass", ROLE);
    expect(role.inputs).toMatchObject({
      assumeRolePolicy: JSON.parse(planned?.trust ?? "") as unknown,
      maxSessionDuration: 3600,
      // What components/config/alarms.ts looks for.
      path: "/towpath/break-glass/",
    });
    expect(named(all, "break-glass-power", ATTACHMENT).inputs.policyArn).toBe(
      "arn:aws:iam::aws:policy/PowerUserAccess",
    );
    expect(named(all, "break-glass-guard", ATTACHMENT).inputs.policyArn).toBe(
      arnOf("break-glass-guard"),
    );
    expect(waitsFor(all, "break-glass-power", `${ATTACHMENT} break-glass-guard`)).toBe(true);
    expect(named(all, "break-glass-guard", POLICY).inputs.policy).toEqual(
      JSON.parse(guardPolicy(regions)),
    );
  });
});

describe("DeployRole", () => {
  it("trusts one pipeline, with the account's policies and what is refused", async () => {
    const deploy = {
      kind: "github",
      repository: "example-org/platform",
      environment: "prod",
      policies: ["arn:aws:iam::111122223333:policy/deployer"],
    } as const;
    const { all, value, resolve } = await inAws(
      (opts) =>
        new DeployRole(
          "deploy",
          { deploy: { ...deploy, policies: [...deploy.policies] }, regions, place: place(), part },
          opts,
        ),
    );
    const role = named(all, "deploy", ROLE).inputs;
    expect(role.assumeRolePolicy).toEqual(JSON.parse(pipelineTrust(deploy, PLACE)));
    // The guard knows the role, and itself, by it.
    expect(role.tags).toMatchObject({ "towpath:service": "deploy" });
    expect(named(all, "deploy-guard", POLICY).inputs.tags).toMatchObject({
      "towpath:service": "deploy",
    });
    expect(named(all, "deploy-1", ATTACHMENT).inputs.policyArn).toBe(deploy.policies[0]);
    expect(waitsFor(all, "deploy-1", `${ATTACHMENT} deploy-guard`)).toBe(true);
    expect(await resolve(value.arn)).toBe(arnOf("deploy"));
  });
});
