import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { PreviewReport } from "./report";
import { makeSarif } from "./sarif";
import type { PolicyRule, Violation } from "./violation";

/**
 * The standard's own schema: tests/sarif/README.md says where it is from. zod takes a relative reference
 * for a mistake, so that format alone is left out; the tests below name the references whole.
 */
const schema = z.fromJSONSchema(
  JSON.parse(readFileSync("tests/sarif/sarif-schema-2.1.0.json", "utf8"), (key, value: unknown) =>
    key === "format" && value === "uri-reference" ? undefined : value,
  ) as Parameters<typeof z.fromJSONSchema>[0],
);

interface Log {
  runs: {
    tool: { driver: { rules: { id: string; properties: { tags: string[] } }[] } };
    invocations: { toolExecutionNotifications: { message: { text: string } }[] }[];
    results: {
      ruleId: string;
      ruleIndex?: number;
      level: string;
      message: { text: string };
      locations: {
        physicalLocation: {
          artifactLocation: { uri: string };
          region: { startLine: number };
        };
        logicalLocations?: { fullyQualifiedName: string }[];
      }[];
      partialFingerprints: Record<string, string>;
      suppressions?: { justification: string }[];
    }[];
  }[];
}

const urn = (name: string) => `urn:pulumi:prod::towpath::aws:s3/bucket:Bucket::${name}`;
const violation = (name: string, more: Partial<Violation> = {}): Violation => ({
  ...{ pack: "rules", policy: "owner", severity: "high", enforcement: "mandatory" },
  ...{ urn: urn(name), message: "Nobody owns it.", remediation: "Set `tags.owner`." },
  source: { file: "components/a b.ts", line: 7, column: 34 },
  ...more,
});
const RULE: PolicyRule = {
  ...{ pack: "rules", name: "owner", description: "Buckets have an owner.", severity: "high" },
  ...{ enforcement: "mandatory", remediation: "Set `tags.owner`.", url: "docs/policies.md#owner" },
  tags: ["24", "25"],
  framework: "CIS AWS 3.0 2.1",
};

function log(
  violations: readonly Violation[],
  {
    prefix = "",
    exists = () => true,
  }: { prefix?: string; exists?: (file: string) => boolean } = {},
): Log["runs"][0] {
  const report = {
    environment: "prod",
    violations,
    undecided: [{ policy: "owner", urn: urn("u"), message: "string at .tags is not known" }],
    mended: [],
  } as unknown as PreviewReport;
  const made = makeSarif(report, { rules: [RULE], version: "0.1.0", prefix, exists });
  expect(schema.safeParse(made).error?.issues).toBeUndefined();
  const [run] = (made as Log).runs;
  if (run === undefined) throw new Error("no run");
  return run;
}

const EXEMPTED = { reason: "vendor image", owner: "platform", expires: "2026-12-31" };

describe("makeSarif", () => {
  it("is the standard's form, with the line and the resource of each violation", () => {
    const { results, tool, invocations } = log([
      violation("b", { calledFrom: [{ file: "index.ts", line: 5, column: 1 }] }),
      violation("c", { enforcement: "advisory" }),
      violation("d", { exempted: EXEMPTED }),
    ]);
    expect(results.map(({ level }) => level)).toEqual(["error", "warning", "note"]);
    expect(results[0]).toMatchObject({
      ruleId: "owner",
      ruleIndex: 0,
      message: { text: 'Bucket "b": Nobody owns it.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "components/a%20b.ts" },
            region: { startLine: 7, startColumn: 34 },
          },
          logicalLocations: [{ fullyQualifiedName: urn("b"), kind: "resource" }],
        },
      ],
      relatedLocations: [{ id: 0 }],
    });
    expect(results[2]?.suppressions?.[0]?.justification).toBe(
      "vendor image (platform, until 2026-12-31)",
    );
    expect(tool.driver.rules[0]).toMatchObject({
      id: "owner",
      shortDescription: { text: "Buckets have an owner." },
      help: { text: expect.stringContaining("To mend it: Set `tags.owner`.") as string },
      properties: { "security-severity": "8.0", tags: ["security", "check-24", "check-25"] },
    });
    expect(invocations[0]?.toolExecutionNotifications[0]?.message.text).toContain("not known");
  });

  it("knows a violation again when its line, its message or its neighbours change", () => {
    const marks = (violations: readonly Violation[]) =>
      log(violations).results.map(({ partialFingerprints }) => partialFingerprints);
    const [first] = marks([violation("b")]);
    const moved = violation("b", {
      message: "Another number.",
      source: { file: "components/z.ts", line: 90, column: 1 },
    });
    expect(marks([violation("a"), moved])[1]).toEqual(first);
    const twice = marks([violation("b"), violation("b", { message: "And more." })]);
    expect(twice[0]).toEqual(first);
    expect(twice[1]).not.toEqual(first);
  });

  it("points at the stack file that the message names, or the environment's own", () => {
    const { source: _source, ...nowhere } = violation("b", {
      message: "promoted without an approver: mend stacks/services/triage.yaml:12:3 and commit",
    });
    const place = (one: Violation, exists: (file: string) => boolean = () => true, prefix = "") => {
      const at = log([one], { exists, prefix }).results[0]?.locations[0]?.physicalLocation;
      return `${at?.artifactLocation.uri ?? ""}:${at?.region.startLine ?? 0}`;
    };
    expect(place(nowhere)).toBe("stacks/services/triage.yaml:12");
    expect(place(nowhere, (file) => file.includes("Pulumi."))).toBe("stacks/Pulumi.prod.yaml:1");
    expect(place(nowhere, () => false, "platform/")).toBe("platform/Pulumi.yaml:1");
    expect(place({ ...nowhere, urn: "" }, () => false)).toBe("Pulumi.yaml:1");
  });

  it("stays below GitHub's limits: 5,000 results, the mandatory ones first", () => {
    const many = Array.from({ length: 5_100 }, (_, at) => violation(`b${at}`));
    const { results, invocations } = log(many);
    expect(results).toHaveLength(5_000);
    expect(invocations[0]?.toolExecutionNotifications[0]?.message.text).toContain("100 more");
  });
});

describe("the schema", () => {
  it("refuses what is not SARIF", () => {
    const made = { version: "2.1.0", runs: [{ tool: { driver: { name: "t" } }, results: [] }] };
    expect(schema.safeParse(made).success).toBe(true);
    const broken = [{ level: "fatal", message: { text: "m" } }, { level: "error" }, { extra: 1 }];
    for (const one of broken) {
      const log = { ...made, runs: [{ ...made.runs[0], results: [one] }] };
      expect(schema.safeParse(log).success).toBe(false);
    }
  });
});
