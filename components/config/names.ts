import * as z from "zod";
import { parseCidr } from "./cidr";

/** A key of a stacks/ file: lower-case words joined by hyphens, at most 63 letters (a DNS label). */
export const kebabName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "expected a kebab-case name, such as support-ml")
  .max(63);

/** SHA-256 as 64 lower-case hex digits. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");

/** An AWS region, such as us-east-1. Which of them may be used, the stack file itself says. */
export const awsRegion = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "expected an AWS region, such as us-east-1");

/** An IPv4 range, such as 10.0.0.0/16; the address must be the range's first. */
export const cidrBlock = z.string().check((context) => {
  const cidr = parseCidr(context.value);
  if (typeof cidr === "string") {
    context.issues.push({ code: "custom", message: cidr, input: context.value });
  }
});

/** Where a fact was read: a page's address, or a file and its commit. */
export const factSource = z
  .string()
  .min(10, "expected where this was read: a page's address, or a file and its commit");
