/**
 * Does a pattern of IAM match a text? `*` stands for any characters, `?` for one; case does not matter.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function matches(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  let at = 0;
  let star = -1;
  let resume = 0;
  let next = 0;
  while (next < given.length) {
    if (wanted[at] === "*") {
      star = at;
      at += 1;
      resume = next;
    } else if (at < wanted.length && (wanted[at] === "?" || wanted[at] === given[next])) {
      at += 1;
      next += 1;
    } else if (star !== -1) {
      // The last star takes one character more.
      at = star + 1;
      resume += 1;
      next = resume;
    } else {
      return false;
    }
  }
  while (wanted[at] === "*") at += 1;
  return at === wanted.length;
}

/** Everything, or everything of a service: `*`, `s3:*`, `s3:**`. */
export function isServiceWide(action: string): boolean {
  const colon = action.indexOf(":");
  return onlyWildcards(colon === -1 ? action : action.slice(colon + 1));
}

/** Nothing but `*` and `?`. */
export function onlyWildcards(text: string): boolean {
  for (const character of text) {
    if (character !== "*" && character !== "?") return false;
  }
  return text.length > 0;
}

/**
 * Any resource: `*`, or an ARN that names neither a kind nor a name: `arn:aws:s3:::*`, every object
 * of every bucket (the same with a slash and a star), `arn:*:iam::*:*`.
 */
export function isAnything(resource: string): boolean {
  const parts = resource.split(":");
  return onlyWildcards(parts.length < 6 ? resource : parts.slice(5).join("").replaceAll("/", ""));
}
