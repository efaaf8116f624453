import { sha256 } from "../../../lib/digest";
import { nameOf, shortType, typeOf } from "../preview/urn";

/** Begins every placeholder, so that a search finds what is left open. */
export const PREFIX = "unresolved-";
/** Longest DNS label and label value: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const LONGEST = 63;

/** What a placeholder stands for. */
export type Origin =
  /** An output of a resource. */
  | { readonly kind: "output"; readonly urn: string; readonly property: string }
  /** A field of an object, where what it is made of is not to be seen from outside. */
  | {
      readonly kind: "field";
      /** The resource that registers the object. */
      readonly urn: string;
      /** `spec.template.spec.containers[0].image` */
      readonly path: string;
      /** The resources that it is made of. */
      readonly madeOf: readonly string[];
    };

/** A name in the place of a value that only a deployment knows. */
export interface Placeholder {
  readonly name: string;
  readonly origin: Origin;
  /** Never written, not even when somebody gives its value. */
  readonly secret: boolean;
}

/**
 * The placeholders of one render. A placeholder is a DNS label, and so it is valid wherever Kubernetes
 * takes text: in names, labels, hosts, paths, arguments. It ends in eight digits of a checksum, so
 * that none is the beginning of another, and it has no part of the environment's name.
 */
export class Placeholders {
  private readonly byName = new Map<string, Placeholder>();

  /** For an output of a resource. */
  ofOutput(urn: string, property: string, secret: boolean): string {
    const words = [shortType(typeOf(urn)), nameOf(urn), property];
    return this.add(words, { kind: "output", urn, property }, secret);
  }

  /** For a field of an object. @param title the object's kind and name, and the field's own name */
  ofField(
    title: readonly string[],
    origin: Omit<Origin & { kind: "field" }, "kind">,
    secret: boolean,
  ): string {
    return this.add(title, { kind: "field", ...origin }, secret);
  }

  get(name: string): Placeholder | undefined {
    return this.byName.get(name);
  }

  /** The placeholders in a text, each once, in the order of their first places. */
  in(text: string): readonly Placeholder[] {
    const found = new Set<Placeholder>();
    for (let at = text.indexOf(PREFIX); at >= 0; at = text.indexOf(PREFIX, at + 1)) {
      // A name may be followed by more text of the same letters: `…-1a2b3c4d-logs`.
      for (let end = Math.min(at + LONGEST, text.length); end > at + PREFIX.length; end--) {
        const placeholder = this.byName.get(text.slice(at, end));
        if (placeholder === undefined) continue;
        found.add(placeholder);
        break;
      }
    }
    return [...found];
  }

  private add(words: readonly string[], origin: Origin, secret: boolean): string {
    const place = origin.kind === "output" ? origin.property : origin.path;
    // The URN without its stack: the same in every environment.
    const [, ...rest] = origin.urn.split("::");
    const digits = sha256(`${rest.join("::")}#${place}`).slice(0, 8);
    const stem = kebab(`${PREFIX}${words.join("-")}`).slice(0, LONGEST - digits.length - 1);
    const name = `${stem.replace(/-+$/, "")}-${digits}`;
    this.byName.set(name, {
      name,
      origin,
      secret: secret || this.byName.get(name)?.secret === true,
    });
    return name;
  }
}

/** `vpcEndpoint "A b"` → `vpc-endpoint-a-b`: fit for a name in Kubernetes. */
export function kebab(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
