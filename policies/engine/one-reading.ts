import { createRequire } from "node:module";
import type { Properties } from "./subject";

/** What the SDK does for every rule anew: wire form → plain values. */
type Deserialize = (struct: Wire, keepSecrets: boolean) => Properties;

interface Wire {
  toJavaScript(): Properties;
}

/** Marks of the wire form: sdk/nodejs/runtime/rpc.ts in pulumi/pulumi. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** How `unknownCheckingProxy` gives away what it watches (`getSpecialProxyTarget` of the SDK). */
const TARGET = "__getSpecialProxyTarget";

const wires = new WeakMap<object, Wire>();
let installed = false;

/**
 * Makes the SDK read each resource's properties once instead of once a rule: with all rules of this
 * pack that is the difference between a tenth of a second and more than the preview itself
 * (docs/decisions/0008-policy-engine.md). It also keeps what the SDK drops, which values are secrets.
 * The version of @pulumi/policy is pinned; a test notices when its inside changes.
 */
export function readOnce(): void {
  if (installed) return;
  installed = true;
  const sdk = createRequire(__filename)("@pulumi/policy/deserialize") as {
    deserializeProperties: Deserialize;
  };
  const read = sdk.deserializeProperties;
  const seen = new WeakMap<Wire, Properties>();
  sdk.deserializeProperties = (struct, keepSecrets) => {
    // Rules that mend get a copy of their own, with secrets marked: they change it.
    if (keepSecrets) return read(struct, true);
    let properties = seen.get(struct);
    if (properties === undefined) {
      properties = read(struct, false);
      seen.set(struct, properties);
      wires.set(properties, struct);
    }
    return properties;
  };
}

/**
 * A resource's properties as they came, secrets still marked. Undefined where they did not come over
 * the wire: in unit tests that call a rule directly.
 */
export function wireOf(props: Properties): Properties | undefined {
  const target = props[TARGET];
  return typeof target === "object" && target !== null
    ? wires.get(target)?.toJavaScript()
    : undefined;
}

/** Is this value of the wire form marked as a secret? */
export function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as Properties)[SIGNATURE] === SECRET;
}
