/*
 * Filter patterns of CloudWatch Logs for events in JSON.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */

/** What an event must look like. Everything said must hold. */
export interface Sign {
  /** Field → texts, one of which it has. A `*` at an end stands for anything; in the middle for itself. */
  readonly is: Readonly<Record<string, readonly string[]>>;
  /** Field → texts, none of which it has. The field must be there. */
  readonly isNot?: Readonly<Record<string, readonly string[]>>;
  /** Fields that are not there at all. */
  readonly absent?: readonly string[];
}

/** Characters that a pattern may have: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const LONGEST_PATTERN = 1024;

/**
 * The pattern of events that show any of the signs.
 * @param root where in an entry the event begins: `$`, or `$.detail` of what EventBridge passes on
 * @throws Error for a pattern that CloudWatch Logs refuses: too long, or with a quote or a `*` in a text
 */
export function filterPattern(anyOf: readonly Sign[], root: "$" | "$.detail" = "$"): string {
  const pattern = `{ ${either(anyOf.map((sign) => both(conditions(sign, root))))} }`;
  if (pattern.length > LONGEST_PATTERN) {
    throw new Error(
      `a filter pattern of ${pattern.length} characters; expected ${LONGEST_PATTERN} at most`,
    );
  }
  return pattern;
}

function conditions({ is, isNot = {}, absent = [] }: Sign, root: string): string[] {
  return [
    ...Object.entries(is).map(([field, texts]) =>
      either(texts.map((text) => `${root}.${field} = ${quoted(text)}`)),
    ),
    ...Object.entries(isNot).flatMap(([field, texts]) =>
      texts.map((text) => `(${root}.${field} != ${quoted(text)})`),
    ),
    ...absent.map((field) => `(${root}.${field} NOT EXISTS)`),
  ];
}

function either(alternatives: readonly string[]): string {
  return `(${alternatives.join(" || ")})`;
}

function both(all: readonly string[]): string {
  return `(${all.join(" && ")})`;
}

function quoted(text: string): string {
  if (/["\\]/.test(text) || text.slice(1, -1).includes("*")) {
    throw new Error(`"${text}" cannot be said in a filter pattern; expected no quote or inner *`);
  }
  return `"${text}"`;
}
