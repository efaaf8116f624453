import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { judge, readExceptions } from "./exceptions";
import type { Finding } from "./findings";

const reason = "a reason that a person can disagree with";
const found = (check: string, object: string): Finding => ({
  scanner: "checkov",
  check,
  object,
  message: "",
});

describe("exceptions", () => {
  const scanner = "checkov";
  const none = { checkov: [], "kube-score": [] };
  const findings = [
    found("A", "Job tracking/migrate-1"),
    found("B", "Pod x/y"),
    found("A", "Pod x/y"),
  ];

  test("cover a check on the objects that they name, and nothing else", () => {
    const { failed, excepted } = judge({ scanner, findings }, [
      { ...none, checkov: ["A"], objects: ["Job tracking/migrate-*"], reason },
      { checkov: ["B"], "kube-score": ["A"], objects: ["*"], reason },
    ]);
    expect(excepted).toEqual(findings.slice(0, 2));
    expect(failed).toEqual([found("A", "Pod x/y")]);
  });

  test("that no finding needs are named, pair by pair", () => {
    const exceptions = [
      { checkov: ["A", "C"], "kube-score": ["D"], objects: ["Pod x/y", "Pod z/*"], reason },
    ];
    expect(judge({ scanner, findings }, exceptions).unused).toEqual([
      "A: Pod z/*",
      "C: Pod x/y",
      "C: Pod z/*",
    ]);
  });

  test("take a pattern's other signs as they are", () => {
    expect(
      judge({ scanner, findings: [found("A", "Pod xAy")] }, [
        { ...none, checkov: ["A"], objects: ["Pod x.y"], reason },
      ]).failed,
    ).toHaveLength(1);
  });

  test("need a reason", () => {
    const folder = mkdtempSync(join(tmpdir(), "towpath-scan-"));
    const file = join(folder, "exceptions.yaml");
    writeFileSync(file, '- { checkov: [A], objects: ["*"], reason: no }\n');
    expect(() => readExceptions(file)).toThrow(/exceptions\.yaml:1:.*reason/);
    rmSync(folder, { recursive: true });
  });
});
