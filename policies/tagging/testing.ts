import { labelsOf, tagsOf } from "../../components/config/tags";

const PART = { environment: "prod", owner: "platform", service: "platform" };

/** All tags, right for prod. */
export const TAGS_OF_PROD: Readonly<Record<string, string>> = tagsOf(PART);

/** All labels, right for prod. */
export const LABELS_OF_PROD: Readonly<Record<string, string>> = labelsOf(PART);

/** The same without some. */
export function without(
  all: Readonly<Record<string, string>>,
  ...keys: readonly string[]
): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !keys.includes(key)));
}
