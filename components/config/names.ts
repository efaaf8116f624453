import { z } from "zod";

/** A key of a stacks/ file: lower-case words joined by hyphens, at most 63 letters (a DNS label). */
export const kebabName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "expected a kebab-case name, such as support-ml")
  .max(63);

/** SHA-256 as 64 lower-case hex digits. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");
