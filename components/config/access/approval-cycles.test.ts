import { describe, expect, it } from "vitest";
import type { Access, Right } from "../access";
import { approvalCycles } from "./approval-cycles";

/** Somebody called after each role, and the cells: action → role → right. */
function access(matrix: Record<string, Record<string, Exclude<Right, "limited" | "restricted">>>) {
  const roles = new Set(Object.values(matrix).flatMap((row) => Object.keys(row)));
  const identities = Object.fromEntries(
    [...roles].map((role) => [role, { roles: [role], team: "t" }]),
  );
  return { matrix, identities, grants: [] } satisfies Access;
}

describe("approvalCycles", () => {
  it("finds none where somebody who need not ask decides", () => {
    expect(approvalCycles(access({ a: { x: "approve", y: "request", z: "yes" } }))).toEqual([]);
    // Nobody may approve: another mistake, not a cycle.
    expect(approvalCycles(access({ a: { x: "request" }, b: { x: "request" } }))).toEqual([]);
    // A chain that ends: z asks nobody.
    expect(
      approvalCycles(access({ a: { x: "approve" }, b: { x: "request", z: "approve" } })),
    ).toEqual([]);
  });

  it("finds two that hold each other's key, and a longer round", () => {
    expect(
      approvalCycles(
        access({ a: { x: "approve", y: "request" }, b: { x: "request", y: "approve" } }),
      ),
    ).toEqual([["a", "b"]]);
    expect(
      approvalCycles(
        access({
          a: { x: "approve", z: "request" },
          b: { y: "approve", x: "request" },
          c: { z: "approve", y: "request" },
        }),
      ),
    ).toEqual([["a", "b", "c"]]);
  });

  it("finds none as soon as one approver is from outside", () => {
    const round = { a: { x: "approve", y: "request" }, b: { x: "request", y: "approve" } } as const;
    expect(approvalCycles(access({ ...round, a: { ...round.a, w: "approve" } }))).toEqual([]);
  });

  it("finds an action that all of its approvers ask for themselves", () => {
    const both = access({ a: { asks: "request", decides: "approve" } });
    const identities = { x: { roles: ["asks", "decides"], team: "t" } };
    expect(approvalCycles({ ...both, identities })).toEqual([["a"]]);
    const standing = access({ a: { asks: "request", decides: "yes" } });
    expect(approvalCycles({ ...standing, identities })).toEqual([]);
  });
});
