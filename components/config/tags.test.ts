import { describe, expect, it } from "vitest";
import { labelsOf, TAGS, tagsOf } from "./tags";

const part = { environment: "dev", owner: "support-ml", service: "support-triage" };

describe("tagsOf", () => {
  it("gives every tag of the design a value", () => {
    expect(Object.keys(tagsOf(part))).toEqual([...TAGS]);
    expect(Object.values(tagsOf({ ...part, dataClass: "confidential" }))).toEqual([
      "dev",
      "support-ml",
      "support-triage",
      "support-ml",
      "confidential",
      "pulumi",
      "towpath",
    ]);
  });
});

describe("labelsOf", () => {
  it("gives valid label keys and values", () => {
    for (const [key, value] of Object.entries(labelsOf(part))) {
      expect(key).toMatch(/^([a-z0-9.-]+\/)?[A-Za-z0-9._-]{1,63}$/);
      expect(value).toMatch(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
    }
  });
});
