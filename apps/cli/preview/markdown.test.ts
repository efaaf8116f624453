import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Difference } from "./diff";
import { commentMark, makeMarkdown } from "./markdown";
import type { PreviewReport } from "./report";
import type { Violation } from "./violation";

const urn = (name: string) => `urn:pulumi:prod::towpath::aws:s3/bucket:Bucket::${name}`;
const violation = (name: string, more: Partial<Violation> = {}): Violation => ({
  ...{ pack: "rules", policy: "owner", severity: "high", enforcement: "mandatory" },
  ...{ urn: urn(name), message: "Nobody owns it.", remediation: "Set `tags.owner`." },
  source: { file: "components/a.ts", line: 7, column: 3 },
  ...more,
});

function report(violations: readonly Violation[]): PreviewReport {
  const standing = violations.filter(({ exempted }) => exempted === undefined);
  return {
    environment: "prod",
    summary: {
      resources: 9,
      violations: {
        mandatory: standing.filter(({ enforcement }) => enforcement === "mandatory").length,
        advisory: standing.filter(({ enforcement }) => enforcement === "advisory").length,
        exempted: violations.length - standing.length,
      },
    },
    violations,
    undecided: [{ policy: "owner", urn: "", message: "x" }],
    mended: [{ policy: "tagging-aws-tags", urn: "u" }],
    estimate: { perMonth: { min: 588, max: 1607 } },
  } as unknown as PreviewReport;
}

const change = (name: string, operation: string) => ({
  ...{ urn: urn(name), type: "aws:s3/bucket:Bucket", name, operation },
  ...{ mayReplace: operation === "change", properties: [{ path: "tags.x" }] },
});

function difference(changes: readonly object[]): Difference {
  return {
    against: "main (1234567890)",
    summary: { add: 1, change: 2, replace: 3, delete: 4, unchanged: 5 },
    changes,
    estimate: { change: { min: 0, max: 36 } },
    access: [
      { identity: "mira", presence: "stays", gains: ["deploy: may act"], loses: [], asks: [] },
    ],
  } as unknown as Difference;
}

/** The cells of each table row, as a reader of Markdown parts them. */
function rows(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1));
}

describe("makeMarkdown", () => {
  it("says what changes, what is broken and where, what is exempted, who gains access", () => {
    const exempted = { reason: "vendor image", owner: "platform", expires: "2026-12-31" };
    const text = makeMarkdown(
      report([violation("a"), violation("b", { exempted })]),
      difference([change("n", "add"), change("d", "delete"), change("c", "change")]),
    );
    expect(text.split("\n")).toEqual([
      commentMark("prod"),
      "## Towpath: prod — ❌ 1 violation must be mended",
      "",
      "- Against `main (1234567890)`: 1 to add, 2 to change, 3 to replace, 4 to delete, 5 unchanged",
      "- Estimate: $588–$1,607 a month ($0 to +$36 by this change)",
      "- 1 rule cannot tell everything until deployed",
      "- tagging-aws-tags put 1 resource right",
      "",
      "### Violations",
      "",
      "| rule | resource | place | what is wrong | how to mend it |",
      "| --- | --- | --- | --- | --- |",
      "| ❌ `owner` | Bucket `a` | `components/a.ts:7:3` | Nobody owns it. | Set `tags.owner`. |",
      "",
      "### Exceptions in use",
      "",
      "| rule | resource | reason | owner | until |",
      "| --- | --- | --- | --- | --- |",
      "| `owner` | Bucket `b` | vendor image | platform | 2026-12-31 |",
      "",
      "### Who gains or loses access",
      "",
      "- mira gains deploy: may act",
      "",
      "<details>",
      "<summary>3 resources change</summary>",
      "",
      "| operation | resource | properties |",
      "| --- | --- | --- |",
      "| **delete** | Bucket `d` | `tags.x` |",
      "| change (may replace) | Bucket `c` | `tags.x` |",
      "| add | Bucket `n` | `tags.x` |",
      "",
      "</details>",
      "",
    ]);
  });

  it("keeps its rows and mentions nobody, whatever names and messages hold", () => {
    const hostile = fc.string({
      unit: fc.constantFrom(..."|`\\\n\r<>@#![]()*_~&ab -".split(""), "\u2028", "@team"),
      maxLength: 40,
    });
    fc.assert(
      fc.property(hostile, hostile, (name, message) => {
        const text = makeMarkdown(report([violation(name, { message, remediation: message })]));
        expect(rows(text).map((cells) => cells.length)).toEqual([5, 5, 5]);
        // Outside of code, where neither site looks for names.
        const outside = text.replace(/(?<!\\)`[^`]*`/g, "");
        expect(outside).not.toMatch(/[@#]\w/);
        expect(outside.replace(commentMark("prod"), "")).not.toMatch(/(?<!\\)<\w/);
      }),
    );
  });

  it("stays below the longest comment of GitHub, and says what it left out", () => {
    const long = "ä".repeat(400);
    const many = Array.from({ length: 3_000 }, (_, at) =>
      violation(`b${at}`, { message: long, remediation: long }),
    );
    const changes = Array.from({ length: 3_000 }, (_, at) => change(`n${at}`, "add"));
    const text = makeMarkdown(report(many), difference(changes));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(text).toContain("… and 2980 more: see the whole plan.");
    expect(text).toContain("mira gains deploy");
    // One change with more properties than a comment holds.
    const paths = Array.from({ length: 9_000 }, (_, at) => ({ path: `property${at}` }));
    const wide = makeMarkdown(
      report([]),
      difference([{ ...change("w", "add"), properties: paths }]),
    );
    expect(Buffer.byteLength(wide)).toBeLessThanOrEqual(65_536);
    expect(wide).toContain("`property0`");
  });
});
