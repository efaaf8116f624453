import type { ImageCheck } from "./check";
import type { Pin } from "./pin";

/*
 * What `towpath images` prints, for people and as JSON.
 */

/** An answer of `images pin` for people: the image, then its old and new digest. */
export function pinLines(pin: Pin): string[] {
  const head = `${pin.name}  ${pin.image.repository}:${pin.image.tag}`;
  if (pin.result === "failed") return [head, "  failed"];
  const platforms = `for ${pin.platforms.join(", ")}`;
  return pin.result === "same"
    ? [head, `  unchanged ${pin.digest}`, `  ${platforms}`]
    : [head, `  ${pin.image.digest ?? "no digest"} → ${pin.digest}`, `  ${platforms}`];
}

/** The same for machines. */
export function pinAnswer(pin: Pin): Record<string, unknown> {
  const { name, result, image } = pin;
  const head = { name, repository: image.repository, tag: image.tag, result, old: image.digest };
  return pin.result === "failed"
    ? { ...head, error: pin.message, hint: pin.hint }
    : { ...head, digest: pin.digest, platforms: pin.platforms };
}

/** An answer of `images check` for people. */
export function checkLine(check: ImageCheck): string {
  const head = `${check.status.padEnd(10)} ${check.name}  ${check.image.repository}:${check.image.tag}`;
  switch (check.status) {
    case "moved":
      return `${head}\n  ${check.image.digest ?? ""} → ${check.found}\n  ${pinned(check.pinnedThere)}`;
    case "gone":
      return `${head}\n  ${pinned(check.pinnedThere)}`;
    default:
      return head;
  }
}

/** The same for machines. */
export function checkAnswer(check: ImageCheck): Record<string, unknown> {
  const { name, status, image } = check;
  return {
    ...{ name, repository: image.repository, tag: image.tag, status, pinned: image.digest },
    ...(check.status === "moved" ? { found: check.found } : {}),
    ...(check.status === "moved" || check.status === "gone"
      ? { pinned_available: check.pinnedThere }
      : {}),
    ...(check.status === "unknown" ? { error: check.message, hint: check.hint } : {}),
  };
}

function pinned(there: boolean): string {
  return there
    ? "the pinned image is still there: what runs keeps running"
    : "the pinned image is gone too: a new node cannot pull it";
}
