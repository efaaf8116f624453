import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { verdictsSection } from "./html/verdicts";
import type { PreviewReport } from "./report";
import { byRule, mendedText, undecidedText } from "./verdicts";
import type { Violation } from "./violation";
import { mendedLines, undecidedLines, violationLines } from "./violation-lines";

const violation = (policy: string, name: string, more: Partial<Violation> = {}): Violation => ({
  ...{ pack: "rules", policy, severity: "high", enforcement: "mandatory" },
  ...{ urn: `urn:pulumi:prod::towpath::aws:s3/bucket:Bucket::${name}` },
  ...{
    message: "Nobody owns it.",
    remediation: "Set the owner.",
    url: `docs/policies.md#${policy}`,
  },
  ...more,
});
const EXEMPTED = { reason: "vendor <image>", owner: "platform", expires: "2026-12-31" };
const MIXED = [
  violation("b-rule", "one"),
  violation("a-rule", "two", { enforcement: "advisory", severity: "critical" }),
  violation("b-rule", "three", { exempted: EXEMPTED }),
  violation("c-rule", "four", { severity: "critical" }),
  violation("b-rule", "five", { source: { file: "index.ts", line: 5, column: 1 } }),
];

describe("byRule", () => {
  it("puts what stops first, the worst first, and exempted ones apart from their rule", () => {
    expect(
      byRule(MIXED).map(({ standing, policy, violations }) => [
        standing,
        policy,
        violations.length,
      ]),
    ).toEqual([
      ["mandatory", "c-rule", 1],
      ["mandatory", "b-rule", 2],
      ["advisory", "a-rule", 1],
      ["exempted", "b-rule", 1],
    ]);
  });
});

describe("violationLines", () => {
  it("says which rule, which resource, where, what, and how to mend it", () => {
    const lines = violationLines(MIXED).map((line) => stripVTControlCharacters(line));
    const at = lines.indexOf("✖ b-rule high · mandatory · docs/policies.md#b-rule");
    expect(lines.slice(at, at + 7)).toEqual([
      "✖ b-rule high · mandatory · docs/policies.md#b-rule",
      '  Bucket "one" (aws:s3/bucket:Bucket)',
      "    Nobody owns it.",
      '  Bucket "five" (aws:s3/bucket:Bucket)',
      "    index.ts:5:1",
      "    Nobody owns it.",
      "  → Set the owner.",
    ]);
    expect(lines).toContain("○ b-rule high · exempted · docs/policies.md#b-rule");
    expect(lines).toContain("    exempted until 2026-12-31 by platform: vendor <image>");
  });
});

describe("what is undecided", () => {
  const undecided = [
    { policy: "a", urn: "", message: "x" },
    { policy: "a", urn: "", message: "y" },
    { policy: "b", urn: "", message: "z" },
  ];

  it("is counted by rule, and silent where there is none", () => {
    expect(undecidedText(undecided)).toBe("2 rules cannot tell everything until deployed");
    expect(undecidedLines([], { all: true })).toEqual([]);
    expect(undecidedLines(undecided, { all: true })).toHaveLength(8);
  });
});

describe("what was put right", () => {
  const mended = [
    { policy: "a", urn: "u1" },
    { policy: "a", urn: "u2" },
    { policy: "b", urn: "u1" },
  ];

  it("is counted by rule, and silent where nothing was", () => {
    expect(mendedText(mended)).toBe("a put 2 resources right; b put 1 resource right");
    expect(mendedLines([], { all: true })).toEqual([]);
    expect(mendedLines(mended, { all: false }).join("\n")).toContain("--all names them");
    expect(mendedLines(mended, { all: true })).toHaveLength(5);
  });
});

describe("verdictsSection", () => {
  it("shows the same on the page, with nothing in it as markup", () => {
    const report = { violations: MIXED, undecided: [], mended: [] } as unknown as PreviewReport;
    const html = verdictsSection(report);
    expect(html.match(/<section class="verdict">/g)).toHaveLength(4);
    expect(html).toContain("exempted until 2026-12-31 by platform: vendor &#60;image&#62;");
    expect(html).toContain('<code class="soft">index.ts:5:1</code>');
    expect(verdictsSection({ ...report, violations: [] })).toBe("<h2>No violations</h2>");
  });
});
