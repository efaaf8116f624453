/**
 * JSON as one text, whoever wrote it: the form of RFC 8785 (JSON Canonicalization Scheme). Keys in
 * the order of their UTF-16 units, no space, numbers and strings as ECMAScript writes them. A key whose
 * value is undefined is left out, as JSON.stringify does.
 * @throws TypeError for what JSON has no form of: NaN, an infinite number, a function
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") {
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (Number.isFinite(value)) return JSON.stringify(value);
    throw new TypeError(`${value} has no form in JSON`);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object") throw new TypeError(`a ${typeof value} has no form in JSON`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // Not by locale: the plain comparison of strings is that of their UTF-16 units.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
