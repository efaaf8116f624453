import { type Document, isMap, isNode, isScalar, isSeq, Lexer, type Node, type Scalar } from "yaml";
import type { YamlProblem } from "../../lib/zod-issues";

/** Why a text looks like a secret, in words that do not repeat it. */
type Suspicion = string;

/** Forms that issuers gave their credentials, so that scanners find them. */
const FORMS: readonly (readonly [RegExp, Suspicion])[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/, "an AWS access key id"],
  [/-----BEGIN (?:[A-Z ]+ )?PRIVATE KEY-----/, "a private key"],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/, "a GitHub token"],
  [/\bglpat-[A-Za-z0-9_-]{20,}/, "a GitLab token"],
  [/\bpul-[0-9a-f]{40}\b/, "a Pulumi access token"],
  [/\bhf_[A-Za-z0-9]{30,}/, "a Hugging Face token"],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/\bhttps:\/\/hooks\.slack\.com\/services\/[A-Za-z0-9/]+/, "a Slack webhook"],
  [/\bsk-[A-Za-z0-9_-]{20,}/, "an API key"],
  [/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/, "a JSON web token"],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i, "a password in an address"],
];

/** Keys whose value is a secret by its name: `db_password`, `PGPASSWORD`, `apiKey`, `client-secret`. */
const SECRET_KEY =
  /(?:^|_)(?:(?:pg)?password|passwd|passphrase|pwd|secret|token|api_?key|access_?key|secret_?key|private_?key|credentials?)$/;

/** Keys of Pulumi's own that hold ciphertext: high in entropy and meant to be committed. */
const ENCRYPTED_KEYS = new Set(["secure", "encryptionsalt", "encryptedkey", "secretsprovider"]);

const ADVICE =
  "set it with `pulumi config set --secret --path 'towpath:secrets.NAME'`, or keep it in Secrets Manager";

/**
 * Finds what looks like a secret in a stacks/ file: credentials by their form, anywhere and in
 * comments; literals under keys such as `password`; strings too random to be names. The messages
 * never repeat the value.
 */
export function secretProblems(document: Document.Parsed, text: string): YamlProblem[] {
  const found: YamlProblem[] = [];
  if (document.contents !== null) walk(document.contents, [], found);
  return [...found, ...commentProblems(text)];
}

/** Does this text look like a secret by itself? Gives the reason, or undefined. */
export function suspicionOf(text: string): Suspicion | undefined {
  return formOf(text) ?? (isRandom(text) ? "a string too random to be a name" : undefined);
}

function walk(node: Node, path: readonly PropertyKey[], found: YamlProblem[]): void {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : "";
      const why = formOf(name);
      // A path with the key in it would show the secret.
      if (why !== undefined) found.push({ path, message: refusal(`${why} as a key`) });
      else if (isScalar(value)) checkScalar(value, name, [...path, name], found);
      else if (isNode(value)) walk(value, [...path, name], found);
    }
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => {
      if (isNode(item)) walk(item, [...path, index], found);
    });
  } else if (isScalar(node)) {
    checkScalar(node, "", path, found);
  }
}

function checkScalar(
  { value, source }: Scalar,
  key: string,
  path: readonly PropertyKey[],
  found: YamlProblem[],
): void {
  const text = typeof value === "string" ? value : (source ?? "");
  const why = ENCRYPTED_KEYS.has(key)
    ? (formOf(text) ?? (isPlainText(key, value) ? "a value that nothing encrypted" : undefined))
    : (suspicionOf(text) ??
      (isSecretKey(key) && isLiteral(value) ? `a literal under a key named ${key}` : undefined));
  if (why !== undefined) found.push({ path, message: refusal(why) });
}

/** Credentials by their form in comments, which no node holds. */
function commentProblems(text: string): YamlProblem[] {
  // A part of the text has a form only where the whole has one, and lexing it again takes as long as
  // reading it did.
  if (formOf(text) === undefined) return [];
  const found: YamlProblem[] = [];
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    const why = token.startsWith("#") ? formOf(token) : undefined;
    if (why !== undefined)
      found.push({ path: [], offset, message: refusal(`${why} in a comment`) });
    // The lexer marks documents and scalars with control characters that are not in the text.
    if (!/^[\u0002\u0018\u001f]$/.test(token)) offset += token.length;
  }
  return found;
}

function refusal(why: Suspicion): string {
  return `looks like ${why}; nothing secret is committed: ${ADVICE}`;
}

/** Has this text the form of a credential? Gives the reason, or undefined. */
export function formOf(text: string): Suspicion | undefined {
  return FORMS.find(([form]) => form.test(text))?.[1];
}

/**
 * Under `secure:`, anything that is no ciphertext of Pulumi's: base64 of a nonce and more, with or
 * without `v1:` and a second part. https://www.pulumi.com/docs/iac/concepts/secrets/
 */
function isPlainText(key: string, value: unknown): boolean {
  if (key !== "secure" || typeof value === "boolean") return false;
  const ciphertext = /^(?:v\d+:)?[A-Za-z0-9+/]{16,}={0,2}(?::[A-Za-z0-9+/]+={0,2})*$/;
  return typeof value !== "string" || !ciphertext.test(value);
}

/** Is a value under this key a secret by the key's name? */
export function isSecretKey(key: string): boolean {
  const words = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  return SECRET_KEY.test(words.replace(/[^a-z0-9]+/g, "_"));
}

/** Something that could be a password: any text or number, but not "none", "yes" or null. */
function isLiteral(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && value !== "");
}

/** Least length and least bits a character (Shannon) of what counts as random. */
const RANDOM_LENGTH = 20;
const RANDOM_BITS = 3.9;

/**
 * Random text, as generators and clouds make secrets: one word of at least 20 letters of the
 * base64 alphabet with capitals, small letters and digits mixed, at 3.9 bits a letter or more.
 * Digests and ids in hex are not meant: they are public, and lack capitals.
 */
function isRandom(text: string): boolean {
  // ARNs name things, and end in names that people and AWS make long.
  if (/^arn:aws[a-z-]*:/.test(text)) return false;
  // In addresses and paths, slashes and hyphens part words; in base64 they do not.
  const isPath = text.includes("://") || /^(?:[~.]{1,2}|\/[a-z]+)\//.test(text);
  const words = text.split(isPath ? /[^A-Za-z0-9+]+/ : /[^A-Za-z0-9+/_-]+/);
  return words.some(
    (word) =>
      word.length >= RANDOM_LENGTH &&
      /[A-Z]/.test(word) &&
      /[a-z]/.test(word) &&
      /\d/.test(word) &&
      bitsPerLetter(word) >= RANDOM_BITS,
  );
}

/** Shannon entropy of a text's letters. */
export function bitsPerLetter(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const times of counts.values())
    bits -= (times / text.length) * Math.log2(times / text.length);
  return bits;
}
