/**
 * Makes a test of a URN out of a pattern: `*` stands for any text, also for none, inside a segment
 * or over several; everything else stands for itself. Linear in the URN, and no regular expression,
 * so that no pattern of a reviewed file can make a preview slow.
 */
export function matcher(pattern: string): (urn: string) => boolean {
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return (urn) => urn === pattern;
  return (urn) => {
    if (!urn.startsWith(first)) return false;
    let from = first.length;
    for (const part of others) {
      const at = urn.indexOf(part, from);
      if (at === -1) return false;
      from = at + part.length;
    }
    return urn.length - last.length >= from && urn.endsWith(last);
  };
}
