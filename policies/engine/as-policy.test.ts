import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Ledger } from "../exceptions/ledger";
import { ENTRY } from "../exceptions/testing";
import { asPolicies, NO_EXEMPTIONS } from "./as-policy";
import { UNKNOWN_VALUE } from "./known";
import { type Level, resourceRule, type Rule, stackRule } from "./rule";
import { contextOf } from "./testing";
import { analyze, analyzeStack, remediate, type Sent, sentUrn } from "./testing-server";

const BUCKET = "aws:s3/bucket:Bucket";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const text = {
  checks: ["S3-1"] as const,
  severity: "high" as const,
  level: "always" as Level,
  description: "Buckets are versioned.",
  why: "What is overwritten is gone.",
  remediation: "Give the bucket a BucketVersioning.",
};

/** A rule about one resource: its acl is private. */
const one = resourceRule<{ acl?: string }>({
  ...text,
  id: "buckets-acl",
  types: [BUCKET],
  check: ({ props }, report) => {
    if (props.acl !== "private") report(`found acl ${props.acl}`);
  },
});

/** A rule about the stack: each bucket has a versioning that is on. */
const joined = stackRule({
  ...text,
  id: "buckets-versioning",
  check: (stack, report) => {
    stack.each(BUCKET, (bucket) => {
      const parts = stack.partsOf<{ status?: string }>(bucket, VERSIONING, "bucket");
      if (parts.some(({ props }) => props.status === "Enabled")) return;
      report(parts[0] ?? bucket, "versioning is off");
    });
  },
});

const policies = (rule: Rule, environment = "prod", exemptions = NO_EXEMPTIONS) =>
  asPolicies([rule], contextOf(environment), exemptions);
const bucket: Sent = { type: BUCKET, name: "scratch", props: { acl: "public-read" } };
const part = (status: string): Sent => ({
  type: VERSIONING,
  name: "versioning",
  props: { bucket: UNKNOWN_VALUE, status },
  from: { bucket: ["scratch"] },
});

describe("a rule about one resource, as a policy", () => {
  it("says what it found, after its description", async () => {
    expect(await analyze(policies(one), bucket)).toEqual([
      {
        policy: "buckets-acl",
        // The engine knows which resource it asked about.
        urn: "",
        level: "mandatory",
        message: "Buckets are versioned.\nfound acl public-read",
      },
    ]);
  });

  it("is not asked about other types", async () => {
    expect(await analyze(policies(one), { ...bucket, type: VERSIONING })).toEqual([]);
  });

  it("cannot tell about an unknown value, which the SDK says as a warning", async () => {
    const [found] = await analyze(policies(one), { ...bucket, props: { acl: UNKNOWN_VALUE } });
    expect(found).toMatchObject({ policy: "buckets-acl", level: "advisory" });
    expect(found?.message).toContain("string value at .acl can't be known during preview");
  });
});

describe("a rule about the stack, as a policy", () => {
  it("joins what the program connected, before anything has a name", async () => {
    expect(await analyzeStack(policies(joined), [bucket, part("Enabled")])).toEqual([]);
  });

  it.each([
    ["the bucket, where its part is missing", [bucket], sentUrn(bucket)],
    ["the part that is wrong", [bucket, part("Suspended")], sentUrn(part("Suspended"))],
  ])("reports at %s", async (_name, stack, urn) => {
    expect(await analyzeStack(policies(joined), stack)).toEqual([
      expect.objectContaining({ urn, level: "mandatory" }),
    ]);
  });

  it("judges what it can, and says in one warning about what it cannot tell", async () => {
    const other: Sent = { type: BUCKET, name: "datasets" };
    const found = await analyzeStack(policies(joined), [bucket, part(UNKNOWN_VALUE), other]);
    expect(found.map(({ level, urn }) => [level, urn])).toEqual([
      ["mandatory", sentUrn(other)],
      ["advisory", ""],
    ]);
    expect(found[1]?.message).toBe(
      "can't run policy 'buckets-versioning' from policy pack 'towpath@v1.0.0' during preview: cannot tell until deployed: scratch.status",
    );
  });

  it("names five of those that it cannot tell about, and counts the rest", async () => {
    const rule = stackRule({
      ...text,
      id: "buckets-acl-all",
      check: (stack) => {
        stack.each<{ acl?: string }>(BUCKET, ({ props }) => props.acl);
      },
    });
    const many = Array.from({ length: 7 }, (_, index): Sent => ({
      type: BUCKET,
      name: `b${index}`,
      props: { acl: UNKNOWN_VALUE },
    }));
    const [found] = await analyzeStack(policies(rule), many);
    expect(found?.message).toMatch(
      /: cannot tell until deployed: b0\.acl, b1\.acl, b2\.acl, b3\.acl, b4\.acl, and 2 more$/,
    );
  });
});

describe("an exception", () => {
  const lifting = () => new Ledger([{ ...ENTRY, policy: "buckets-acl" }]);

  it("lifts its rule for its resource, and is in the account", async () => {
    const ledger = lifting();
    expect(await analyze(policies(one, "prod", ledger), bucket)).toEqual([]);
    expect(await analyze(policies(one, "prod", ledger), { ...bucket, name: "b" })).toHaveLength(1);
    expect(ledger.uses.map(({ at, message }) => [at.urn, message])).toEqual([
      [sentUrn(bucket), "found acl public-read"],
    ]);
  });

  it("is not unused while its rule cannot tell", async () => {
    const ledger = lifting();
    const unknown = { ...bucket, props: { acl: UNKNOWN_VALUE } };
    await analyze(policies(one, "prod", ledger), unknown);
    expect(ledger.unused([{ urn: sentUrn(bucket) }])).toEqual([]);
  });

  it("is unused once its rule was asked and found nothing", async () => {
    const ledger = lifting();
    await analyze(policies(one, "prod", ledger), { ...bucket, props: { acl: "private" } });
    expect(ledger.unused([{ urn: sentUrn(bucket) }])).toHaveLength(1);
  });

  it("of a rule about the stack is not unused when the rule gave up on an unknown value", async () => {
    const rule = stackRule({
      ...text,
      id: "buckets-acl",
      check: (stack) => {
        for (const { props } of stack.ofType<{ acl?: string }>(BUCKET)) props.acl?.trim();
      },
    });
    const ledger = lifting();
    const unknown = { ...bucket, props: { acl: UNKNOWN_VALUE } };
    const [found] = await analyzeStack(policies(rule, "prod", ledger), [unknown]);
    expect(found?.level).toBe("advisory");
    expect(ledger.unused([{ urn: sentUrn(bucket) }])).toEqual([]);
  });
});

describe("a rule that mends", () => {
  const mending = resourceRule<{ acl?: string; name?: unknown }>({
    ...text,
    id: "buckets-acl",
    level: "mend",
    types: [BUCKET],
    check: ({ props }, report) => {
      if (props.acl !== "private") report("is public");
    },
    mend: ({ props }) => (props.acl === "private" ? undefined : { acl: "private" }),
  });

  it("puts right where the posture warns, and stops elsewhere", async () => {
    expect(await remediate(policies(mending, "dev"), bucket)).toEqual({ acl: "private" });
    expect(await remediate(policies(mending, "prod"), bucket)).toBeUndefined();
    expect(await analyze(policies(mending, "prod"), bucket)).toEqual([
      expect.objectContaining({ level: "mandatory" }),
    ]);
  });

  it("leaves alone what is right, of another type, or exempted", async () => {
    expect(
      await remediate(policies(mending, "dev"), { ...bucket, props: { acl: "private" } }),
    ).toBe(undefined);
    expect(await remediate(policies(mending, "dev"), { ...bucket, type: VERSIONING })).toBe(
      undefined,
    );
    const ledger = new Ledger([{ ...ENTRY, policy: "buckets-acl" }]);
    expect(await remediate(policies(mending, "dev", ledger), bucket)).toBeUndefined();
  });
});

describe("what a rule says of itself", () => {
  it("becomes the policy's text", () => {
    const config = z.object({ days: z.int().default(7).describe("Days.") });
    const rule = resourceRule({ ...one, controls: ["CIS AWS 3.1.4"], config });
    expect(policies(rule)[0]).toMatchObject({
      name: "buckets-acl",
      description: text.description,
      enforcementLevel: "mandatory",
      severity: "high",
      remediationSteps: text.remediation,
      url: "docs/policies.md#buckets-acl",
      tags: ["S3-1"],
      framework: { name: "CIS AWS Foundations Benchmark", version: "7.0", reference: "3.1.4" },
      configSchema: { properties: { days: { type: "integer", default: 7, description: "Days." } } },
    });
  });
});
