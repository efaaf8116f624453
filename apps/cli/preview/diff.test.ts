import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { difference, type Plan } from "./diff";
import type { Registration } from "./registration";
import type { PreviewReport, PreviewResource } from "./report";
import type { Json } from "./wire";

const BUCKET = "aws:s3/bucket:Bucket";
const URN = "urn:pulumi:prod::towpath::aws:s3/bucket:Bucket::";

const bucket = (
  name: string,
  inputs: Record<string, Json> = {},
  options: Partial<PreviewResource> = {},
): PreviewResource => ({
  urn: `${URN}${name}`,
  type: BUCKET,
  name,
  parent: null,
  provider: null,
  inputs,
  protect: false,
  retainOnDelete: false,
  dependencies: [],
  propertyDependencies: {},
  ...options,
});

const NOTHING = { perMonth: { min: 0, max: 0 }, components: [], unpriced: [], usageBased: [] };

/** A plan of these resources; registrations by name add what the report leaves out. */
function plan(
  resources: readonly PreviewResource[],
  extra: Readonly<Record<string, Partial<Registration>>> = {},
): Plan {
  return {
    report: { resources, estimate: NOTHING } as unknown as PreviewReport,
    registrations: resources.map(({ urn, name }) => ({
      urn,
      aliases: [],
      ignoreChanges: [],
      ...extra[name],
    })) as unknown as Registration[],
    rules: [],
  };
}

describe("difference", () => {
  it("counts what is added, changed, deleted and left alone", () => {
    const before = plan([bucket("a"), bucket("b", { tags: { x: "1" } }), bucket("c")]);
    const after = plan([bucket("a"), bucket("b", { tags: { x: "2", y: "3" } }), bucket("d")]);
    const { summary, changes } = difference("main", before, after);
    expect(summary).toEqual({ add: 1, change: 1, replace: 0, delete: 1, unchanged: 1 });
    expect(changes.map(({ name, operation }) => `${operation} ${name}`)).toEqual([
      "change b",
      "delete c",
      "add d",
    ]);
    expect(changes[0]?.properties).toEqual([
      { path: "tags.x", before: "1", after: "2" },
      { path: "tags.y", after: "3" },
    ]);
    expect(changes[0]?.mayReplace).toBe(true);
  });

  it("takes a renamed resource with an alias for the same one", () => {
    const before = plan([bucket("old", { tags: {} })]);
    const after = plan([bucket("new", { tags: {} })], { new: { aliases: [`${URN}old`] } });
    expect(difference("main", before, after).summary).toMatchObject({ add: 0, delete: 0 });
  });

  it("leaves out what the program tells the engine to ignore", () => {
    const before = plan([bucket("a", { scaling: { size: 1 }, other: 1 })]);
    const after = plan([bucket("a", { scaling: { size: 2 }, other: 2 })], {
      a: { ignoreChanges: ["scaling"] },
    });
    const [change] = difference("main", before, after).changes;
    expect(change?.properties.map(({ path }) => path)).toEqual(["other"]);
  });

  it("tells a lost protection, which replaces nothing", () => {
    const before = plan([bucket("a", {}, { protect: true })]);
    const { changes } = difference("main", before, plan([bucket("a")]));
    expect(changes).toMatchObject([
      {
        operation: "change",
        mayReplace: false,
        properties: [{ path: "(protect)", before: true, after: false }],
      },
    ]);
  });

  it("finds nothing between a plan and itself, and each change both ways", () => {
    const inputs = fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), fc.jsonValue());
    const resources = fc
      .uniqueArray(fc.tuple(fc.stringMatching(/^[a-e]$/), inputs), { selector: ([name]) => name })
      .map((list) => list.map(([name, value]) => bucket(name, value as Record<string, Json>)));
    fc.assert(
      fc.property(resources, resources, (one, other) => {
        const same = difference("x", plan(one), plan(one));
        expect(same.changes).toEqual([]);
        expect(same.summary.unchanged).toBe(one.length);
        const there = difference("x", plan(one), plan(other)).summary;
        const back = difference("x", plan(other), plan(one)).summary;
        expect([there.add, there.delete]).toEqual([back.delete, back.add]);
        expect(there.change + there.replace).toBe(back.change + back.replace);
      }),
    );
  });
});
