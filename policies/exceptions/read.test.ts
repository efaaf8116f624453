import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { POSTURE_TABLE } from "../../components/config/posture";
import type { Rule } from "../engine/rule";
import { contextOf } from "../engine/testing";
import { RULES } from "../rules";
import { openLedger } from "./read";

const root = mkdtempSync(join(tmpdir(), "towpath-exceptions-"));
mkdirSync(join(root, "policies"));

afterAll(() => {
  rmSync(root, { recursive: true });
});

const [first] = RULES;
if (first === undefined) throw new Error("the pack has no rules");
const rules: readonly Rule[] = [
  { ...first, id: "buckets-versioning", exemptible: "yes" },
  { ...first, id: "buckets-public", exemptible: "no" },
  { ...first, id: "promotion-gate", exemptible: "not-in-prod" },
];

/** An entry's YAML; the first line of it is the file's second. */
const entry = (changes: Readonly<Record<string, string>> = {}) => {
  const keys = {
    policy: "buckets-versioning",
    target: '"urn:pulumi:dev::towpath::*::scratch"',
    reason: "Holds what a nightly job can make again.",
    owner: "platform",
    since: "2026-11-01",
    expires: "2027-02-28",
    ...changes,
  };
  const lines = Object.entries(keys).map(([key, value]) => `    ${key}: ${value}`);
  return `  -${lines.join("\n").slice(3)}\n`;
};

function open(text: string, environment = "dev", now = "2026-11-21T12:00:00Z") {
  writeFileSync(join(root, "policies/exceptions.yaml"), `exceptions:\n${text}`);
  return openLedger(rules, contextOf(environment, { root, now: new Date(now) }));
}

describe("policies/exceptions.yaml", () => {
  it("is shipped empty, and fits the pack", () => {
    for (const environment of ["dev", "staging", "prod", "local"]) {
      expect(openLedger(RULES, contextOf(environment)).entries).toEqual([]);
    }
  });

  it("shows an example that can be taken as it is", () => {
    const shipped = readFileSync("policies/exceptions.yaml", "utf8");
    const example = [...shipped.matchAll(/^# ( {2}.*\n)/gm)].map(([, line]) => line).join("");
    expect(open(example).entries.map(({ policy }) => policy)).toEqual(["buckets-versioning"]);
  });

  it("gives the exceptions of one environment, with their places", () => {
    const text =
      entry() +
      entry({ target: '"urn:pulumi:prod::towpath::*::scratch"' }) +
      entry({ policy: "promotion-gate" });
    expect(open(text).entries.map(({ place, policy }) => [place, policy])).toEqual([
      ["policies/exceptions.yaml:2", "buckets-versioning"],
      ["policies/exceptions.yaml:14", "promotion-gate"],
    ]);
  });

  it.each([
    ["on its last day", "2027-02-28T23:59:59Z", undefined],
    ["a day later", "2027-03-01T00:00:00Z", "expired"],
  ])("holds until its last day is over: %s", (_name, now, reason) => {
    expect(open(entry(), "dev", now).entries.map((one) => one.void)).toEqual([reason]);
  });

  it("lifts no rule that nobody may lift", () => {
    const [found] = open(entry({ policy: "buckets-public" })).entries;
    expect(found?.void).toBe("not-exemptible");
  });

  it.each([
    ["dev", undefined],
    ["staging", undefined],
    ["prod", "not-exemptible"],
  ])("lifts the promotion's gate where one pair of eyes is enough: %s", (name, reason) => {
    const target = `"urn:pulumi:${name}::towpath::*::support-triage"`;
    const [found] = open(entry({ policy: "promotion-gate", target }), name).entries;
    expect(found?.void).toBe(reason);
    expect(POSTURE_TABLE.prod.fourEyes).toBe(true);
  });

  it.each([
    [
      { policy: "buckets-versionin" },
      '2:13: exceptions.0.policy: found "buckets-versionin", no rule of the pack (did you mean "buckets-versioning"?); expected a heading of docs/policies.md',
    ],
    [
      { target: '"urn:pulumi:de::towpath::*::scratch"' },
      '3:13: exceptions.0.target: found the stack "de" (did you mean "dev"?); expected one of dev, local, prod, staging',
    ],
    [
      { target: '"urn:pulumi:*::towpath::*::scratch"' },
      '3:13: exceptions.0.target: found "urn:pulumi:*::towpath::*::scratch"; expected urn:pulumi:STACK::PROJECT::TYPE::NAME',
    ],
    [
      { target: '"urn:pulumi:dev::towpath::*"' },
      '3:13: exceptions.0.target: found "urn:pulumi:dev::towpath::*", which names no resource; expected a type or a name after the project',
    ],
    [
      { reason: "It is needed, 100 %." },
      '4:13: exceptions.0.reason: found "It is needed, 100 %."; expected a reason of at least 20 letters',
    ],
    [
      { owner: "platfrom" },
      '5:12: exceptions.0.owner: found "platfrom" (did you mean "platform"?)',
    ],
    [
      { since: "2026-11-23" },
      "6:12: exceptions.0.since: found 2026-11-23; expected a day that has come",
    ],
    [
      { since: "yesterday" },
      '6:12: exceptions.0.since: found "yesterday"; expected a date like 2026-11-21',
    ],
    [
      { expires: "2027-05-01" },
      "7:14: exceptions.0.expires: found 2027-05-01; expected a day from since, 2026-11-01, to 180 days after it, 2027-04-30",
    ],
    [
      { expires: "2026-10-31" },
      "7:14: exceptions.0.expires: found 2026-10-31; expected a day from since",
    ],
    [
      { expire: "2026-12-31" },
      '8:5: exceptions.0.expire: unknown key "expire" (did you mean "expires"?)',
    ],
  ])("refuses %o", (changes, message) => {
    expect(() => open(entry(changes))).toThrow(`policies/exceptions.yaml:${message}`);
  });

  it("refuses entries of other environments too", () => {
    expect(() => open(entry({ owner: "nobody" }), "prod")).toThrow(/owner: found "nobody"/);
  });

  it("takes a day that has come where days begin first", () => {
    expect(open(entry({ since: "2026-11-22" })).entries).toHaveLength(1);
  });

  it("says that it is missing", () => {
    rmSync(join(root, "policies/exceptions.yaml"));
    expect(() => openLedger(rules, contextOf("dev", { root }))).toThrow(
      "policies/exceptions.yaml: cannot be read (ENOENT)",
    );
  });
});
