import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { messageOf, InputError } from "../../../lib/errors";
import { UNKNOWN } from "./wire";

/** A stack's configuration as the engine hands it to the program and the policy packs. */
export interface StackConfig {
  /** `namespace:key` → text; structured values are JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** The keys whose values are secret. */
  readonly secretKeys: readonly string[];
}

/**
 * Reads the `config:` of stacks/Pulumi.ENV.yaml. Encrypted values are never decrypted: they go to
 * the program as secrets that are unknown.
 * @throws InputError when the file is not YAML, or `config:` is not a map
 */
export function readStackConfig(root: string, project: string, environment: string): StackConfig {
  const file = `stacks/Pulumi.${environment}.yaml`;
  let document: unknown;
  try {
    document = parse(readFileSync(join(root, file), "utf8"));
  } catch (error) {
    throw new InputError(`${file}: cannot be read: ${messageOf(error)}`, { cause: error });
  }
  const config = (document as { readonly config?: unknown } | null)?.config ?? {};
  if (typeof config !== "object" || Array.isArray(config)) {
    throw new InputError(
      `${file}: config: found ${Array.isArray(config) ? "a list" : typeof config}; expected a map of key: value`,
    );
  }
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(config as Record<string, unknown>)) {
    const full = key.includes(":") ? key : `${project}:${key}`;
    const seen = { secret: false };
    const plain = withoutSecrets(value, seen);
    values[full] = typeof plain === "string" ? plain : JSON.stringify(plain);
    if (seen.secret) secretKeys.push(full);
  }
  return { values, secretKeys };
}

/** `{secure: …}`, however deep, becomes the mark of an unknown value. */
function withoutSecrets(value: unknown, seen: { secret: boolean }): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, seen));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]?.[0] === "secure") {
    seen.secret = true;
    return UNKNOWN;
  }
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutSecrets(one, seen)]));
}
