import { beforeAll, describe, expect, test } from "vitest";
import { iamDocuments } from "../../components/access/iam-roles";
import { iamFacts, PLACE, shippedAccess } from "../../components/access/testing";
import type { Access } from "../../components/config/access";
import { table } from "../scan/table";
import { ask, type Catalogue, compare, type Count, readCatalogue, summedUp } from "./iam-compare";
import { CALLS } from "./iam-oracle";
import { NEIGHBOUR, OTHER, OWN, type Thing, THINGS } from "./iam-world";

/*
 * Every role of the matrix in two teams × every call of the services that rights are in × everything
 * in the account: what IAM answers is what the matrix says, no more and no less.
 */

const ROLES = ["developer", "model-owner", "platform-owner", "team-lead"];
const holders = ROLES.flatMap((role) =>
  [OWN, OTHER].map((team) => ({ login: `${role}.${team}`, roles: [role], team })),
);
const people: Access["identities"] = Object.fromEntries(
  holders.map(({ login, roles, team }) => [login, { roles, team }]),
);
const documentsOf = (access: Access) =>
  iamDocuments(
    iamFacts({ access: { ...access, identities: people }, teams: [OWN, OTHER, NEIGHBOUR] }),
    PLACE,
  );

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await readCatalogue();
});

describe("what the matrix says is what IAM answers", () => {
  test("for every role, call and thing of the shipped matrix", { timeout: 240_000 }, async () => {
    const access = shippedAccess();
    const counts = await compare({
      access,
      documents: documentsOf(access),
      things: THINGS,
      callsFor: ({ type }) => catalogue.callsOf.get(type) ?? [],
    });
    const rows = [...counts].map(([name, { cells, allowed: may, wrong }]) =>
      [name, cells, may, wrong.length].map(String),
    );
    console.log(table([["role", "cells", "allowed", "mismatches"], ...rows]));
    expect(summedUp("IAM, the shipped matrix", counts).wrong).toEqual([]);
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
      for (const call of catalogue.bare) {
        const may = await ask(role, boundaries[role.boundary] ?? "", call, { arn: "*" });
        if (may) had.push(`${role.name}: ${call}`);
      }
    }
    console.log(
      `${roles.length} roles × ${catalogue.bare.length} calls without a resource: ${had.length} allowed`,
    );
    expect(catalogue.bare.length).toBeGreaterThan(400);
    // Whoever has a session may ask whose it is; no policy is asked:
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    expect(had).toEqual(roles.map(({ name }) => `${name}: sts:GetCallerIdentity`));
  });

  test("for each cell, whatever it is changed to", { timeout: 240_000 }, async () => {
    const shipped = shippedAccess();
    const all = new Map<string, Count>();
    // What no cell is about, the shipped matrix has been asked for.
    const callsFor = ({ kind, type }: Thing) =>
      kind === "nothing" ? [] : CALLS.filter((call) => catalogue.callsOf.get(type)?.includes(call));
    for (const [action, row] of Object.entries(shipped.matrix)) {
      for (const role of Object.keys(row)) {
        for (const value of ["yes", "no", "limited", "restricted"] as const) {
          const cell =
            value === "limited" || value === "restricted" ? { right: value, scope: "some" } : value;
          const access = {
            ...shipped,
            matrix: { ...shipped.matrix, [action]: { ...row, [role]: cell } },
          };
          const counts = await compare({
            access,
            documents: documentsOf(access),
            things: THINGS,
            callsFor,
            // Of one of the two teams: the other differs by its name alone.
            only: ({ of }) => of.role === role && of.team === OWN,
          });
          for (const [name, count] of counts) all.set(`${action} ${value} ${name}`, count);
        }
      }
    }
    const { cells, wrong } = summedUp(`IAM, one cell changed ${all.size} times`, all);
    expect(wrong).toEqual([]);
    expect(cells).toBeGreaterThan(5000);
  });
});
