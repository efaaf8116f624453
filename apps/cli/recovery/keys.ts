import { randomUUID } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { InputError } from "../../../lib/errors";
import { type KeyPair, makeKeys, readKeys } from "../../recovery/age";
import type { Context } from "../context";
import { LOCAL } from "../promotion/record";

/** Where this checkout keeps its keys, away from its backups. `towpath clean` leaves them. */
function keyPlaces({ paths, env }: Pick<Context, "paths" | "env">) {
  const folder = join(paths.state, "keys");
  const named = env.TOWPATH_BACKUP_IDENTITY_FILE ?? "";
  return {
    folder,
    identity: named === "" ? join(folder, "backup.txt") : named,
    recipient: join(folder, "backup.pub"),
  };
}

/**
 * The public key that backups are encrypted to: TOWPATH_BACKUP_RECIPIENT, else this checkout's own,
 * made at the first use. Whoever only makes backups never reads the private one.
 */
export async function backupRecipient(context: Pick<Context, "paths" | "env">): Promise<string> {
  const given = (context.env.TOWPATH_BACKUP_RECIPIENT ?? "").trim();
  if (given !== "") {
    if (/^age1[a-z0-9]+$/.test(given)) return given;
    throw new InputError(
      `TOWPATH_BACKUP_RECIPIENT: found "${given.slice(0, 8)}…"; expected age1…`,
      {
        hint: "It is the public key that age-keygen prints; the private one belongs to who restores.",
      },
    );
  }
  const places = keyPlaces(context);
  if (existsSync(places.recipient)) return readFileSync(places.recipient, "utf8").trim();
  const made = existsSync(places.identity)
    ? await readKeys(places.identity)
    : await newKeys(places);
  writeFileSync(places.recipient, `${made.recipient}\n`);
  return made.recipient;
}

async function newKeys(places: { folder: string; identity: string }): Promise<KeyPair> {
  const keys = await makeKeys();
  mkdirSync(places.folder, { recursive: true, mode: 0o700 });
  mkdirSync(dirname(places.identity), { recursive: true, mode: 0o700 });
  const text = `# created by towpath\n# public key: ${keys.recipient}\n${keys.identity}\n`;
  const whole = `${places.identity}.${process.pid}.${randomUUID()}`;
  writeFileSync(whole, text, { mode: 0o600, flag: "wx" });
  try {
    // Whole or not at all, and never over one that is there.
    linkSync(whole, places.identity);
  } catch (error) {
    // Two processes at their first use: the one that was first has made them.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return await readKeys(places.identity);
  } finally {
    rmSync(whole);
  }
  return keys;
}

/**
 * The backups of another environment are not encrypted to this checkout's own key.
 * @throws InputError where no other one is named
 */
export function checkIdentityNamed({ env }: Pick<Context, "env">, environment: string): void {
  if (environment === LOCAL || (env.TOWPATH_BACKUP_IDENTITY_FILE ?? "") !== "") return;
  throw new InputError(
    `TOWPATH_BACKUP_IDENTITY_FILE is not set; expected the file with the private key of ${environment}'s backups`,
    { hint: "Who has it, and where it is: docs/recovery-in-a-cluster.md." },
  );
}

/**
 * The private key: in the file that TOWPATH_BACKUP_IDENTITY_FILE names, else this checkout's own.
 * @param store the folder of the backups, where it is one
 * @throws InputError when it is not there, or lies beside the backups: whoever takes them has it then
 */
export async function backupIdentity(
  context: Pick<Context, "paths" | "env">,
  store: string | undefined,
): Promise<KeyPair> {
  const { identity } = keyPlaces(context);
  const keys = await readKeys(identity);
  if (store === undefined) return keys;
  const inside = relative(realpathSync(store), realpathSync(identity));
  if (!inside.startsWith("..")) {
    throw new InputError(
      `${identity}: the private key lies among the backups; expected it elsewhere`,
      {
        hint: "Move it, and name its file in TOWPATH_BACKUP_IDENTITY_FILE.",
      },
    );
  }
  return keys;
}
