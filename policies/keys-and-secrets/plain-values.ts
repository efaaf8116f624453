import { isSecretKey } from "../../components/config/secret-literals";
import { formIn, isLiteral, PLACEHOLDERS } from "./find-literals";

/** What a shell or a template puts in later: `$TOKEN`, `$(cat file)`, backticks, `prefix-${X}`. */
const LATER = /^[$`]|^\{\{/;

/** Where a secret lies, and not the secret: `/run/secrets/token`. */
const FILE = /^(?:~|\.{1,2})?\/[\w.-]+\/[\w./-]+$/;

/** `--password=x`, `--password x`; a value that is a flag itself belongs to nobody. */
const FLAGS =
  /(?:^|\s)--?([A-Za-z][\w.-]*)(?:=|[ \t]+)("[^"\n]*"|'[^'\n]*'|[^\s;&|)"'-][^\s;&|)"']*)/g;

/** `PGPASSWORD=x`, also behind `export` and in `--from-literal=password=x`. */
const ASSIGNMENTS = /(?:^|[\s;&|(=])([A-Za-z_][\w.-]*)=("[^"\n]*"|'[^'\n]*'|[^\s;&|)"']+)/g;

/** `password = "x"` and `"password": "x"`, in whatever language; other code is no value. */
const QUOTED = /\b([A-Za-z_][\w.-]*)["']?[ \t]*[=:][ \t]*("[^"\n]*"|'[^'\n]*')/g;

/**
 * A line `password: x`, `password=x` or `"password": "x"`, or such a pair of a map on one line. Text
 * that goes on, such as a call or a sentence, is no value.
 */
const PAIRS =
  /(?:^|[{,])[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?["']?([\w.-]+)["']?[ \t]*[:=][ \t]*("[^"\n]*"|'[^'\n]*'|[^\s"'{}[\](),;#]+)(?=[ \t]*(?:[,;}\r]|[ \t]#|$))/gm;

/** Pairs of key and value in some form of text. */
export type Form = "shell" | "code" | "settings";

const PATTERNS: Readonly<Record<Form, readonly RegExp[]>> = {
  shell: [FLAGS, ASSIGNMENTS],
  code: [QUOTED],
  settings: [PAIRS],
};

/** Most texts name no secret at all, and some are large. */
const HINT = /pass|pwd|secret|token|key|credential/i;

/** Keys under which a text gives a secret in the open, each once. */
export function plainKeys(text: string, form: Form): readonly string[] {
  if (!HINT.test(text)) return [];
  const found = new Set<string>();
  for (const pattern of PATTERNS[form]) {
    for (const [, key = "", value = ""] of text.matchAll(pattern)) {
      if (isPlain(key, value)) found.add(key);
    }
  }
  return [...found];
}

/**
 * Is a value under this key a secret in the open? Credentials with an issuer's form are found by
 * `keys-and-secrets-literals`, wherever they stand.
 */
export function isPlain(key: string, given: string): boolean {
  if (!isSecretKey(key)) return false;
  const value = given.replace(/^(["'])(.*)\1$/, "$2");
  if (LATER.test(value) || FILE.test(value) || value.search(PLACEHOLDERS) >= 0) return false;
  return isLiteral(value, key) && value !== "null" && value !== "~" && formIn(given) === undefined;
}
