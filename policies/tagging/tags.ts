import { DATA_CLASSES } from "../../components/config/environment-schema";
import { TAGS, tagsOf } from "../../components/config/tags";
import { known } from "../engine/known";
import type { TagReader } from "../reading/tags";

/** Required tags that are not there; one with an unknown value is. */
export function missingTags(read: TagReader): string[] {
  return TAGS.filter((key) => {
    const value = known(() => read(key));
    return value === undefined || value === "";
  });
}

/**
 * Tags with a value that cannot be right here: `tag towpath:environment is "dev"; expected "prod"`. Who is
 * an owner, ownership-active-owner says. Throws where only a deployment knows such a value.
 */
export function wrongTags(read: TagReader, environment: string): string[] {
  const right = tagsOf({ environment, owner: "", service: "" });
  const exact = (
    ["towpath:environment", "towpath:managed-by", "towpath:repository"] as const
  ).flatMap((key) => {
    const value = read(key);
    return value === undefined || value === "" || value === right[key]
      ? []
      : [`tag ${key} is "${value}"; expected "${right[key]}"`];
  });
  const data = read("towpath:data-class");
  const known = data === undefined || data === "" || DATA_CLASSES.some((one) => one === data);
  return known
    ? exact
    : [...exact, `tag towpath:data-class is "${data}"; expected one of ${DATA_CLASSES.join(", ")}`];
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
