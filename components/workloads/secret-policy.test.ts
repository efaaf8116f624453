import { describe, expect, it } from "vitest";
import { firstUseReaders } from "../config/access/secret-readers";
import { loadStacks } from "../config/load";
import { secretPolicy } from "./secret-policy";

const { access } = loadStacks(process.cwd());
const people = (readers: readonly string[]) => {
  const { Statement } = JSON.parse(secretPolicy({ readers })) as {
    Statement: { Sid: string; Condition: object }[];
  };
  return Statement.find(({ Sid }) => Sid === "DenyOtherPeople")?.Condition;
};

describe("the policy of a secret", () => {
  it("lets in the roles whose cell rotates secrets of the whole platform, and no other", () => {
    expect(firstUseReaders(access)).toEqual(["platform-owner"]);
    expect(people(firstUseReaders(access))).toEqual({
      Null: { "aws:PrincipalTag/towpath:role": "false" },
      StringNotEquals: { "aws:PrincipalTag/towpath:role": ["platform-owner"] },
    });
  });

  it("follows the cell", () => {
    const row = { ...access.matrix["rotate-secrets"], "platform-owner": "approve" as const };
    const changed = { ...access, matrix: { ...access.matrix, "rotate-secrets": row } };
    expect(firstUseReaders(changed)).toEqual([]);
    // An empty list in a condition is an error at AWS; without the operator all of them are refused.
    expect(people([])).toEqual({ Null: { "aws:PrincipalTag/towpath:role": "false" } });
  });
});
