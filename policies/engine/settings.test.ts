import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError } from "../../lib/errors";
import { RULES } from "../rules";
import { resourceRule } from "./rule";
import { configSchema, settings } from "./settings";

const rule = resourceRule({
  id: "gpu-budget",
  checks: [],
  severity: "low",
  level: "advice",
  description: "GPUs fit.",
  why: "They cost.",
  remediation: "Take fewer.",
  config: z.strictObject({
    most: z.int().min(0).default(4).describe("GPUs at most."),
    kinds: z.array(z.string()).default(["nvidia.com/gpu"]),
  }),
  types: "every",
  check: () => undefined,
});

describe("a rule's settings", () => {
  it("are its defaults and what the pack's configuration says", () => {
    expect(settings(rule, {})).toEqual({ most: 4, kinds: ["nvidia.com/gpu"] });
    expect(settings(rule, { most: 8 })).toEqual({ most: 8, kinds: ["nvidia.com/gpu"] });
  });

  it.each([
    [{ most: "many" }, /the policy pack's configuration of gpu-budget: .*most/s],
    [{ most: -1 }, /most/],
    [{ mots: 4 }, /mots/],
  ])("refuse %o, and say where they are listed", (given, message) => {
    const run = () => settings(rule, given);
    expect(run).toThrow(InputError);
    expect(run).toThrow(message);
    expect(run).toThrow(
      expect.objectContaining({ hint: "docs/policies.md#gpu-budget lists its settings." }) as Error,
    );
  });

  it("are a schema with defaults, which the engine fills in", () => {
    expect(configSchema(rule)?.properties).toMatchObject({
      most: { type: "integer", default: 4, description: "GPUs at most." },
      kinds: { type: "array", items: { type: "string" }, default: ["nvidia.com/gpu"] },
    });
  });

  it("of every rule of the pack have defaults that fit", () => {
    for (const each of RULES) {
      const schema = configSchema(each);
      if (schema === undefined) continue;
      expect(() => settings(each, {}), each.id).not.toThrow();
      for (const [name, property] of Object.entries(schema.properties)) {
        expect(property, `${each.id}.${name}`).toHaveProperty("default");
        expect(property, `${each.id}.${name}`).toHaveProperty("description");
      }
    }
  });
});
