import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { InputError, messageOf } from "../../../lib/errors";
import { ServerError } from "./errors";

/** A caller that may ask for predictions. */
interface ApiKey {
  readonly name: string;
  readonly digest: Buffer;
}

const LINE = /^([A-Za-z0-9._-]{1,64})\s+sha256:([0-9a-f]{64})$/;

/**
 * Reads the lines of a keys file: `<name> sha256:<64 hex of the key's SHA-256>`; empty lines and
 * `#` comments are skipped. Names go into log lines; keys never appear anywhere.
 * @throws InputError naming each wrong line by number only: a line may hold a key by mistake
 */
export function parseKeys(text: string): ApiKey[] {
  const keys: ApiKey[] = [];
  const wrong: number[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return;
    const [, name, hex] = LINE.exec(line) ?? [];
    if (name === undefined || hex === undefined) wrong.push(index + 1);
    else keys.push({ name, digest: Buffer.from(hex, "hex") });
  });
  if (wrong.length > 0) {
    throw new InputError(
      `line ${wrong.join(", ")}: expected "<name> sha256:<64 lower-case hex digits>"`,
    );
  }
  return keys;
}

/** The keys of a file, exchangeable while requests are checked against them. */
export class KeyFile {
  #keys: readonly ApiKey[] = [];

  constructor(readonly path: string) {}

  /**
   * Reads the file again. After a failure the keys from before stay valid: a half-written file
   * must not lock everybody out. A file without a key revokes all of them.
   * @returns the names of the keys
   * @throws InputError when it cannot be read or a line is wrong
   */
  reload(): readonly string[] {
    let text: string;
    try {
      text = readFileSync(this.path, "utf8");
    } catch (error) {
      throw new InputError(`${this.path}: cannot be read: ${messageOf(error)}`);
    }
    try {
      this.#keys = parseKeys(text);
    } catch (error) {
      throw new InputError(`${this.path}: ${messageOf(error)}`);
    }
    return this.#keys.map((key) => key.name);
  }

  /**
   * The name of the key that an Authorization header holds.
   *
   * Compares digests with every key in constant time, found or not, so that neither the key's
   * bytes nor its place in the file can be measured from outside.
   * @throws ServerError unauthorized
   */
  authenticate(header: string | undefined): string {
    const key = /^bearer +(\S+) *$/i.exec(header ?? "")?.[1];
    if (key === undefined) throw new ServerError("unauthorized");
    const digest = createHash("sha256").update(key).digest();
    let name: string | undefined;
    for (const candidate of this.#keys) {
      if (timingSafeEqual(candidate.digest, digest)) name = candidate.name;
    }
    if (name === undefined) throw new ServerError("unauthorized");
    return name;
  }
}
