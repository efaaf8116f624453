import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadStacks } from "../components/config/load";
import { StacksCopy } from "../components/config/testing";
import { named, ofType, run, unprovided } from "../components/testing";
import { CLOUD } from "./program-cloud";

/*
 * The whole program where the organization has the trail and somebody hears of alarms, which no shipped
 * environment says: the shipped files, and in them what a team would write.
 */

const stacks = new StacksCopy();

beforeAll(() => {
  stacks.edit(
    "Pulumi.dev.yaml",
    "    budget_usd_month",
    "    audit: { trail: organization }\n    alerts: { emails: [platform@example.com] }\n    budget_usd_month",
  );
});
afterAll(() => {
  stacks.remove();
  vi.doUnmock("../components/config/load");
});

/** Runs the real index.ts over the changed files, as a preview. */
async function preview() {
  vi.resetModules();
  vi.doMock("../components/config/load", async (original) => ({
    ...(await original<object>()),
    loadStacks: () => loadStacks(stacks.root),
  }));
  return run(() => import("../index.js"), CLOUD, { preview: true, stack: "dev" });
}

describe("an account that the organization's trail covers", () => {
  it("makes no trail of its own, and lets CloudTrail into no bucket", async () => {
    const done = await preview();
    expect(ofType(done.all, "aws:cloudtrail/trail:Trail")).toEqual([]);
    const { policy } = named(done.all, "buckets-logs-policy").inputs;
    expect(JSON.stringify(policy)).not.toContain("cloudtrail");
    expect(unprovided(done)).toEqual([]);
  });

  it("has EventBridge pass on what the same alarms look for", async () => {
    const { all } = await preview();
    const { eventPattern } = named(all, "audit-trail-rule").inputs;
    const { detail } = JSON.parse(String(eventPattern)) as {
      detail: { $or: [{ eventSource: string[] }, unknown] };
    };
    expect(detail.$or[0].eventSource).toEqual([
      "backup.amazonaws.com",
      "cloudtrail.amazonaws.com",
      "eks.amazonaws.com",
      "kms.amazonaws.com",
      "logs.amazonaws.com",
      "monitoring.amazonaws.com",
      "s3.amazonaws.com",
      "sts.amazonaws.com",
    ]);
    const filters = ofType(all, "aws:cloudwatch/logMetricFilter:LogMetricFilter");
    expect(filters.length).toBeGreaterThan(4);
    for (const { name, inputs, dependencies } of filters) {
      const plane = name === "cluster-admin-granted-binding";
      const log = plane ? "cluster-logs" : "audit-trail";
      expect(dependencies, name).toContain(`aws:cloudwatch/logGroup:LogGroup ${log}`);
      expect(String(inputs.pattern).includes("$.detail."), name).toBe(!plane);
    }
  });

  it("writes to the addresses of the stack file", async () => {
    const { all } = await preview();
    const [subscription, ...more] = ofType(all, "aws:sns/topicSubscription:TopicSubscription");
    expect(subscription?.inputs).toMatchObject({
      protocol: "email",
      endpoint: "platform@example.com",
    });
    expect(more).toEqual([]);
  });
});
