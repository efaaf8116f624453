/** One way to authenticate that a registry offers. */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Parameter name in lower case → value, without quotes. */
  readonly params: Readonly<Record<string, string>>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
/** `name=value` or `name="value"`. */
const PARAM = new RegExp(`(${TOKEN})[ \\t]*=[ \\t]*(?:${QUOTED}|(${TOKEN}))`, "y");
/** A scheme is followed by its parameters, or by the next one's comma. */
const SCHEME = new RegExp(`(${TOKEN})(?=[ \\t]|,|$)`, "y");
/** Credentials in one piece (`Negotiate YII=`), which no registry sends; passed over. */
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const SEPARATOR = /[ \t,]*/y;

/**
 * Reads a `WWW-Authenticate` header: a list of schemes, each with its parameters
 * (RFC 9110, sections 11.2 and 11.6.1). Reading ends at the first thing that does not fit; what was
 * read by then counts.
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; params: Record<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(header) ?? undefined;
    if (match !== undefined) at = pattern.lastIndex;
    return match;
  };
  for (;;) {
    take(SEPARATOR);
    const current = challenges.at(-1);
    const param = take(PARAM);
    if (param !== undefined) {
      if (current === undefined) return challenges;
      const [, name = "", quoted, plain = ""] = param;
      // Null prototype: a parameter may be called anything.
      current.params[name.toLowerCase()] ??= quoted?.replace(/\\(.)/g, "$1") ?? plain;
      continue;
    }
    const scheme = take(SCHEME)?.[1];
    if (scheme !== undefined) {
      challenges.push({
        scheme: scheme.toLowerCase(),
        params: Object.create(null) as Record<string, string>,
      });
    } else if (current === undefined || take(TOKEN68) === undefined) return challenges;
  }
}
