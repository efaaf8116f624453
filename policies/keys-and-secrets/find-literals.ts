import { formOf, isSecretKey } from "../../components/config/secret-literals";
import { isUnknownValue, unwatched } from "../engine/known";
import type { Properties } from "../engine/subject";

/** A literal that looks like a secret. */
export interface Literal {
  /** Keys and places from the inputs down. */
  readonly path: readonly (string | number)[];
  /** What it looks like, without repeating it. */
  readonly why: string;
}

/** No issuer's credential is shorter. */
const SHORTEST = 16;

/** Keys whose text is often base64 of a script: launch templates and instances. */
const ENCODED = /^user_?data(_?base64)?$/i;

/** Text that names a secret and is none: ARNs, references of templates, another variable. */
const REFERENCE = /^(?:arn:aws|\{\{|\$\{|\$\()/;

/** What stands for a value in text, and is put there when it is used. */
export const PLACEHOLDERS = /\$\(\w+\)|\$\{[^}]*\}|\{\{[^}]*\}\}/g;

/** Under these keys, what reads as the name of an object is one: `secret: gateway-certificate`. */
const NAMING = /(?:secret|credentials?)$/i;
const OBJECT_NAME = /^[a-z][a-z-]*(?:[./][a-z][a-z-]*)*$/;

/** Words that choose something. */
const WORDS: ReadonlySet<string> = new Set(["", "none", "true", "false", "enabled", "disabled"]);

const forms = new Map<string, string | undefined>();
const keys = new Map<string, boolean>();

/** Everything in some inputs that looks like a secret. Unknown values are made elsewhere, and none. */
export function findLiterals(props: Properties): readonly Literal[] {
  const found: Literal[] = [];
  // Every text of every resource is looked at: unwatched, a third of the pack's time is saved.
  walk(unwatched(props), [], found);
  return found;
}

/** @param path grows and shrinks on the way; what is found gets a copy */
function walk(value: unknown, path: (string | number)[], found: Literal[]): void {
  if (typeof value === "string") {
    if (isUnknownValue(value)) return;
    const key = path.findLast((step) => typeof step === "string") ?? "";
    const why = suspicion(value, key);
    if (why !== undefined) found.push({ path: [...path], why });
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      path.push(index);
      walk(item, path, found);
      path.pop();
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const why = formIn(key);
      // A path with the key in it would show the secret.
      if (why !== undefined) found.push({ path: [...path], why: `${why} as a key` });
      path.push(key);
      walk(item, path, found);
      path.pop();
    }
  }
}

function suspicion(text: string, key: string): string | undefined {
  const form = formIn(text) ?? (ENCODED.test(key) ? formIn(decoded(text)) : undefined);
  if (form !== undefined) return form;
  return isSecretName(key) && isLiteral(text, key) ? `a literal under the key ${key}` : undefined;
}

/** Has the text the form of an issuer's credential, beside what is put in when it is used? */
export function formIn(text: string): string | undefined {
  if (text.length < SHORTEST) return undefined;
  if (forms.has(text)) return forms.get(text);
  let form = formOf(text);
  // `postgresql://user:$(PASSWORD)@host` names what is put in when the pod starts.
  if (form !== undefined) form = formOf(text.replace(PLACEHOLDERS, ""));
  forms.set(text, form);
  return form;
}

function decoded(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}

function isSecretName(key: string): boolean {
  let is = keys.get(key);
  if (is === undefined) keys.set(key, (is = isSecretKey(key)));
  return is;
}

/** Could the text under this key be a secret: no reference, no word that chooses, no object's name? */
export function isLiteral(text: string, key: string): boolean {
  if (WORDS.has(text.toLowerCase()) || REFERENCE.test(text)) return false;
  return !(NAMING.test(key) && OBJECT_NAME.test(text));
}
