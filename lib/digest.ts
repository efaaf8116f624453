import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** SHA-256 of bytes or text, as 64 lower-case hex digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** SHA-256 of a file's bytes. */
export function sha256File(path: string): string {
  return sha256(readFileSync(path));
}
