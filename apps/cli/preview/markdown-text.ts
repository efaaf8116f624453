/** Zero width: it parts what GitHub and GitLab would read as one, and is not seen. */
const PART = "\u200b";

/** A name beyond this says no more in a table. */
const NAME_LENGTH = 240;
/** Sentences: what is wrong, and then what to do. */
const PROSE_LENGTH = 600;

/**
 * Text that a comment shows as it is: no markup, no row or table ended, nobody mentioned, no issue
 * linked. `@` and `#` before a word get a space of no width, which is what keeps both sites from
 * reading a name: an entity would be turned back into the sign before names are looked for.
 */
export function plain(text: string): string {
  return escaped(shorten(text));
}

/** The same, with what stands between backticks as code: rules write names so. */
export function prose(text: string): string {
  const parts = shorten(text, PROSE_LENGTH).split("`");
  if (parts.length % 2 === 0) return escaped(parts.join("`"));
  return parts.map((part, at) => (at % 2 === 0 ? escaped(part) : code(part))).join("");
}

/** The same as code: nothing in it is markup, and a bar still ends a cell. */
export function code(text: string): string {
  if (text === "") return "";
  return `\`${shorten(text).replace(/`/g, "'").replace(/\|/g, "\\|")}\``;
}

/** A table with at most `limit` rows; below it, how many more there are. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  limit: number,
): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(head),
    line(head.map(() => "---")),
    ...rows.slice(0, limit).map(line),
    ...more(rows.length - limit),
  ];
}

/** A list with at most `limit` items. */
export function list(items: readonly string[], limit: number): string[] {
  return [...items.slice(0, limit).map((one) => `- ${one}`), ...more(items.length - limit)];
}

function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>~|]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/[@#!](?=\w)/g, `$&${PART}`)
    .replace(/:\/\//g, `:${PART}//`);
}

function more(count: number): string[] {
  return count > 0 ? ["", `… and ${count} more: see the whole plan.`] : [];
}

/** One line of a readable length; control characters are nobody's name. */
function shorten(text: string, length = NAME_LENGTH): string {
  const line = text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
