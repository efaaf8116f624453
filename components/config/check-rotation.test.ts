import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StacksCopy } from "./testing";

const LINE = "mlflow-secrets-flask: { owner: platform, every_days: 90, rotated: {} }";

describe("secrets of stacks/ownership.yaml", () => {
  let copy: StacksCopy;
  beforeEach(() => (copy = new StacksCopy()));
  afterEach(() => {
    copy.remove();
  });

  it.each([
    [
      "{ owner: platfrom, every_days: 90 }",
      /ownership\.yaml:\d+:\d+: secrets\.mlflow-secrets-flask\.owner: found "platfrom" \(did you mean "platform"\?\)/,
    ],
    [
      "{ owner: platform, every_days: 90, rotated: { prd: 2026-11-21 } }",
      /rotated\.prd: found "prd" \(did you mean "prod"\?\); expected a key of stacks\/Pulumi\.\*: dev, local/,
    ],
    ["{ owner: platform, every_days: 0 }", /every_days: found 0;/],
    ["{ owner: platform, every_days: 90, rotated: { prod: yesterday } }", /found "yesterday";/],
    ["{ owner: platform, every_days: 90, rotated: { prod: 2026-02-30 } }", /found "2026-02-30";/],
  ])("refuses %s at its line", (entry, message) => {
    copy.edit("ownership.yaml", LINE, `mlflow-secrets-flask: ${entry}`);
    expect(copy.failure().message).toMatch(message);
  });

  it("refuses a handle that CODEOWNERS does not know", () => {
    copy.edit("ownership.yaml", 'contact: "#platform"', 'contact: "#platform", handle: platform');
    expect(copy.failure().message).toMatch(
      /owners\.platform\.handle: found "platform"; .*expected @user or @org\/team/,
    );
  });
});
