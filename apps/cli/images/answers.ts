import * as z from "zod";
import type { ImageAddress } from "./address";
import type { Answer } from "./http";
import { RegistryError } from "./registry-error";

/*
 * What a registry's answers mean, in words for a person.
 */

/** How registries say what is wrong (opencontainers/distribution-spec, "Error Codes"). */
const errorsSchema = z.looseObject({
  errors: z.array(z.looseObject({ code: z.string(), message: z.string().optional() })),
});

/**
 * @param note what a person should know about the login when it is refused
 * @throws RegistryError for every status but 200
 */
export function refuseStatus(
  answer: Answer,
  image: ImageAddress,
  reference: string,
  note: () => string,
): void {
  const { status } = answer;
  if (status === 200) return;
  const what = `${image.registry} has no ${image.name} ${reference}`;
  if (status === 404) {
    throw new RegistryError(
      "not-found",
      `${what}: ${reasonOf(answer)}`,
      "Check repository and tag in stacks/images.yaml against the registry's page.",
    );
  }
  if (status === 401 || status === 403) {
    throw new RegistryError(
      "denied",
      `${image.registry} does not show ${image.name}: ${reasonOf(answer)}`,
      `A repository that does not exist can look like this too. ${note()}`,
    );
  }
  throw badAnswer(image, `answers ${reasonOf(answer)} for ${image.name} ${reference}`);
}

/** Bytes that are not what they are called. */
export function mixedUp(image: ImageAddress, expected: string, found: string): RegistryError {
  return badAnswer(
    image,
    `${image.name}: the bytes are not what they are called; expected ${expected}, found ${found}`,
  );
}

/** An answer that nothing can be built on. */
export function badAnswer(image: ImageAddress, what: string): RegistryError {
  return new RegistryError(
    "bad-answer",
    `${image.registry}: ${what}`,
    "Try again. When it stays, something between here and the registry changes its answers.",
  );
}

/** The status with the first of the registry's own words, cut to what a line can hold. */
export function reasonOf({ status, body }: Answer): string {
  const first = errorsSchema.safeParse(json(body)).data?.errors[0];
  if (first === undefined) return `status ${status}`;
  return `status ${status}, ${plain(first.code)}${first.message ? `: ${plain(first.message)}` : ""}`;
}

/** Somebody else's text, safe for a terminal. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").slice(0, 200);
}

/** undefined for what is not JSON. */
export function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
