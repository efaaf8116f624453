/*
 * Judges events by the text of a filter pattern, as CloudWatch Logs documents it, as far as the platform
 * writes such texts: so that tests ask what is sent to AWS, not what it was made of.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */

const TOKEN = /\s*(\(|\)|&&|\|\||NOT EXISTS|!=|=|\$[A-Za-z0-9_.-]*|"[^"]*")/y;

/** Would the pattern count the event? @throws Error for a text that is no pattern */
export function matches(pattern: string, event: object): boolean {
  const inner = /^\{ (.+) \}$/.exec(pattern)?.[1];
  if (inner === undefined) throw new Error(`no JSON pattern: ${pattern}`);
  const tokens = tokensOf(inner);
  let at = 0;

  const any = (): boolean => {
    let value = all();
    while (tokens[at] === "||") {
      at += 1;
      const next = all();
      value = value || next;
    }
    return value;
  };
  const all = (): boolean => {
    let value = one();
    while (tokens[at] === "&&") {
      at += 1;
      const next = one();
      value = value && next;
    }
    return value;
  };
  const one = (): boolean => {
    const token = take();
    if (token === "(") {
      const value = any();
      if (take() !== ")") throw new Error(`a bracket stays open in ${pattern}`);
      return value;
    }
    const found = valueAt(event, token.split(".").slice(1));
    const operator = take();
    if (operator === "NOT EXISTS") return found === undefined;
    const text = take().slice(1, -1);
    // Nothing, a list or a structure compares with nothing, not even by `!=`.
    if (typeof found !== "string" && typeof found !== "number") return false;
    return fits(String(found), text) === (operator === "=");
  };
  const take = (): string => {
    const token = tokens[at];
    if (token === undefined) throw new Error(`${pattern} ends too early`);
    at += 1;
    return token;
  };

  const value = any();
  if (at !== tokens.length) throw new Error(`${pattern} goes on with ${tokens[at] ?? ""}`);
  return value;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new Error(`no token at ${start} of ${text}`);
    tokens.push(token);
  }
  return tokens;
}

function valueAt(event: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined,
    event,
  );
}

/** `*` at an end stands for anything. */
function fits(value: string, text: string): boolean {
  const [before, after] = [text.startsWith("*"), text.length > 1 && text.endsWith("*")];
  const core = text.slice(before ? 1 : 0, after ? -1 : undefined);
  if (before && after) return value.includes(core);
  if (before) return value.endsWith(core);
  return after ? value.startsWith(core) : value === core;
}
