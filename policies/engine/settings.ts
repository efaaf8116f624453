import type { PolicyConfigSchema } from "@pulumi/policy";
import { z } from "zod";
import { InputError } from "../../lib/errors";
import type { RuleText } from "./rule";

/** A rule's settings: what the pack's configuration gives, and its own defaults for the rest. */
export function settings<Config>(rule: RuleText<Config>, given: object): Config {
  if (rule.config === undefined) return undefined as Config;
  const parsed = rule.config.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new InputError(
    `the policy pack's configuration of ${rule.id}: ${z.prettifyError(parsed.error)}`,
    { hint: `docs/policies.md#${rule.id} lists its settings.` },
  );
}

/** The same as a schema: Pulumi checks settings against it and fills in the defaults. */
export function configSchema(rule: RuleText<unknown>): PolicyConfigSchema | undefined {
  if (rule.config === undefined) return undefined;
  const { properties } = z.toJSONSchema(rule.config, { io: "input" });
  return { properties: (properties ?? {}) as PolicyConfigSchema["properties"] };
}
