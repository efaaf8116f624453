import { describe, expect, it } from "vitest";
import { unknownCheckingProxy, UNKNOWN_VALUE, UnknownValueError } from "../engine/known";
import { judgeEach } from "./judge-each";

const lists = unknownCheckingProxy({ mixed: ["a", UNKNOWN_VALUE, "c"], plain: ["a", "c"] });

describe("judging each member", () => {
  it("judges those behind an unknown one, and then cannot tell", () => {
    const seen: [string, number][] = [];
    expect(() => {
      judgeEach(lists.mixed, (member, index) => seen.push([member, index]));
    }).toThrow(UnknownValueError);
    expect(seen).toEqual([
      ["a", 0],
      ["c", 2],
    ]);
  });

  it("judges all of a list that is known, and nothing where there is none", () => {
    const seen: string[] = [];
    judgeEach(lists.plain, (member) => seen.push(member));
    judgeEach<string>(undefined, (member) => seen.push(member));
    expect(seen).toEqual(["a", "c"]);
  });

  it("lets other errors through at once", () => {
    expect(() => {
      judgeEach(["a"], () => {
        throw new TypeError("a bug");
      });
    }).toThrow(TypeError);
  });
});
