import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { promotedSchema } from "../../../components/config/service";
import { StacksCopy } from "../../../components/config/testing";
import type { ArtifactSource, ArtifactStore } from "../../jobs/artifact-store";
import type { MlflowClient } from "../../jobs/tracking/client";
import { type Context, findPaths } from "../context";
import { promote } from "./promote";
import { openRecord, withPromotion } from "./record";
import { rollback } from "./rollback";

let copy: StacksCopy;
beforeEach(() => {
  copy = new StacksCopy();
});
afterEach(() => {
  copy.remove();
});

const STEP = { update: () => undefined, done: () => undefined, fail: () => undefined };

/** Whatever is asked of it is asked too late. */
function untouched(what: string): object {
  return new Proxy(
    {},
    {
      get: (_target, key) => {
        throw new Error(`${what}.${String(key)} was asked`);
      },
    },
  );
}

function context(): Context {
  return {
    paths: { ...findPaths(process.cwd(), {}), root: copy.root },
    env: {},
    now: () => new Date("2026-11-21T12:00:00Z"),
    report: {
      json: true,
      step: () => STEP,
      line: () => undefined,
      refuse: () => undefined,
      result: () => undefined,
    },
  };
}

const version = (number: number) =>
  promotedSchema.parse({
    model_version: `support-triage-2026-11-0${number}-1`,
    run_id: "3f0c6a",
    artifact: { uri: `s3://artifacts/support-triage/${number}`, sha256: "a".repeat(64) },
    data: { uri: "s3://datasets/support-triage/2", sha256: "d".repeat(64) },
    commit: "1b5949f",
    evaluation: { run_id: "e4b1", accuracy: 0.9, threshold: 0.85 },
    contract_check: { result: "pass", at: "2026-11-01T09:00:00Z" },
    approved_by: "omar",
    promoted_by: "mira",
    promoted_at: `2026-11-0${number}T09:00:00Z`,
  });

describe("without a restore drill", () => {
  it.each(["prod", "staging"])(
    "nothing is promoted to %s, and nothing is asked first",
    (environment) =>
      expect(
        promote(
          {
            service: "support-triage",
            environment,
            runId: "3f0c6a",
            people: { promoter: "mira", approver: "omar" },
            rollbackTarget: undefined,
          },
          context(),
          {
            client: untouched("tracking") as MlflowClient,
            store: untouched("store") as ArtifactStore,
          },
          STEP,
        ),
      ).rejects.toThrow(`${environment} has no report of a restore drill`),
  );

  it("prod is rolled back all the same", async () => {
    const { yaml, path } = openRecord(context().paths, "support-triage", "prod");
    const text = withPromotion(yaml, "prod", { current: version(2), previous: version(1) });
    copy.edit("services/support-triage.yaml", readFileSync(path, "utf8"), text);
    const done = await rollback(
      { service: "support-triage", environment: "prod" },
      context(),
      untouched("store") as ArtifactStore,
      untouched("tracking") as ArtifactSource,
    );
    expect(done).toMatchObject({
      model_version: version(1).model_version,
      rolled_back: version(2).model_version,
    });
    expect(readFileSync(join(copy.root, "stacks/services/support-triage.yaml"), "utf8")).toContain(
      "promoted_at: 2026-11-01T09:00:00Z",
    );
  });
});
