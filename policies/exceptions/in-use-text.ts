import type { Use } from "./ledger";

/** What `exceptions-in-use` says of a lifted violation. */
export interface InUse {
  /** The rule that was lifted. */
  readonly policy: string;
  readonly reason: string;
  readonly owner: string;
  /** `2026-11-21`: the last day. */
  readonly expires: string;
  /** What the rule found. */
  readonly message: string;
}

/**
 * The one form in which a lifted violation leaves the pack: a sentence for people under
 * `pulumi preview`, which `towpath preview` reads back. The reason is quoted as JSON, so that whatever
 * it holds ends where it ends.
 */
export function writeInUse({ policy, reason, owner, expires, message }: InUse): string {
  return `${policy} is lifted until ${expires} by ${owner}: ${JSON.stringify(reason)}. It found: ${message}`;
}

const FORM =
  /^([a-z0-9-]+) is lifted until (\d{4}-\d{2}-\d{2}) by ([a-z0-9-]+): ("(?:[^"\\]|\\.)*")\. It found: (.*)$/s;

/** @returns what was written, or undefined for any other text */
export function readInUse(text: string): InUse | undefined {
  const [, policy, expires, owner, reason, message] = FORM.exec(text) ?? [];
  if (policy === undefined || reason === undefined) return undefined;
  return {
    policy,
    reason: JSON.parse(reason) as string,
    owner: owner ?? "",
    expires: expires ?? "",
    message: message ?? "",
  };
}

/** The text of an entry of the ledger. */
export function inUseText({ entry, message }: Use): string {
  return writeInUse({ ...entry, message });
}
