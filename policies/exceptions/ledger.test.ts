import { describe, expect, it } from "vitest";
import { resourcesOf } from "../engine/testing";
import { Ledger } from "./ledger";
import { ENTRY, STACK } from "./testing";

const rule = { id: ENTRY.policy };
const [, scratch, datasets] = resourcesOf(STACK);
if (scratch === undefined || datasets === undefined) throw new Error("the test's stack is short");

describe("the ledger", () => {
  it("lifts its rule for its target, and nothing else", () => {
    const ledger = new Ledger([ENTRY]);
    expect(ledger.lift(rule, scratch, "off")).toBe(true);
    expect(ledger.lift(rule, datasets, "off")).toBe(false);
    expect(ledger.lift({ id: "buckets-encryption" }, scratch, "off")).toBe(false);
    expect(ledger.uses).toEqual([{ entry: ENTRY, at: scratch, message: "off" }]);
  });

  it("counts a violation once, however often the pack is asked", () => {
    const ledger = new Ledger([ENTRY]);
    ledger.lift(rule, scratch, "off");
    ledger.lift(rule, scratch, "off");
    ledger.lift(rule, scratch, "no lifecycle");
    expect(ledger.uses.map(({ message }) => message)).toEqual(["off", "no lifecycle"]);
  });

  it.each(["expired", "not-exemptible"] as const)("lifts nothing when %s", (reason) => {
    const ledger = new Ledger([{ ...ENTRY, void: reason }]);
    expect(ledger.lift(rule, scratch, "off")).toBe(false);
    expect(ledger.spares(rule, scratch)).toBe(false);
    expect(ledger.uses).toEqual([]);
    expect(ledger.unused([scratch])).toEqual([]);
  });

  it("lets a valid one stand in for an expired one beside it", () => {
    const renewed = { ...ENTRY, place: "policies/exceptions.yaml:16" };
    const ledger = new Ledger([{ ...ENTRY, void: "expired" }, renewed]);
    expect(ledger.lift(rule, scratch, "off")).toBe(true);
    expect(ledger.overlaps).toEqual([]);
  });

  it("spares what it covers from being mended", () => {
    const ledger = new Ledger([ENTRY]);
    expect(ledger.spares(rule, scratch)).toBe(true);
    expect(ledger.spares(rule, datasets)).toBe(false);
  });
});
