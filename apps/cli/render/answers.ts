import { type Answered, outputsOf } from "../preview/recorder";
import type { Registration } from "../preview/registration";
import { asSecret, isMap, type Json, type Properties } from "../preview/wire";
import { kebab, type Placeholders } from "./placeholders";
import type { SdkOutputs } from "./sdk-outputs";

/** Types whose texts are bytes that the program computes with: a placeholder is no such bytes. */
const BYTES: readonly string[] = ["random:index/randomBytes:RandomBytes"];

/**
 * Answers registrations so that objects of Kubernetes come out whole: an object has the name that its
 * file will have, and a text that only a deployment knows is a placeholder. Everything else stays
 * unknown to the program, as in a preview.
 */
export function answerWith(placeholders: Placeholders, sdk: SdkOutputs) {
  return (registration: Registration): Answered => {
    const { type, urn, inputs, additionalSecretOutputs } = registration;
    if (type.startsWith("kubernetes:")) {
      const metadata = metadataOf(registration);
      return { id: idOf(metadata), outputs: { ...outputsOf(registration), metadata } };
    }
    const texts = BYTES.includes(type) ? [] : sdk.texts(type);
    if (texts.length === 0) return { id: "", outputs: outputsOf(registration) };
    const outputs: Record<string, Json> = {};
    for (const property of texts) {
      // An input that is there is the answer, also where it is unknown itself: others decide by it.
      if (inputs[property] !== undefined) continue;
      const secret = additionalSecretOutputs.includes(property);
      const name = placeholders.ofOutput(urn, property, secret);
      outputs[property] = secret ? asSecret(name) : name;
    }
    return {
      id: placeholders.ofOutput(urn, "id", false),
      outputs: { ...outputsOf(registration), ...outputs },
    };
  };
}

/**
 * An object's metadata, with the name that Pulumi would make where the program gives none: the
 * resource's own, without random letters, so that a render is the same each time.
 */
export function metadataOf({ name, inputs }: Registration): Properties {
  const { generateName: _made, ...metadata } = isMap(inputs.metadata) ? inputs.metadata : {};
  return { ...metadata, name: metadata.name ?? kebab(name) };
}

/** As the provider writes it: `namespace/name`. */
function idOf({ name, namespace }: Properties): string {
  if (typeof name !== "string") return "";
  return typeof namespace === "string" ? `${namespace}/${name}` : name;
}
