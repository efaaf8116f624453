import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { InputError } from "../../../lib/errors";

/**
 * Docker's own settings, as far as they say who logs in where
 * (github.com/docker/cli at 0b4503c5, cli/config/configfile/file.go).
 */
const configSchema = z.looseObject({
  auths: z
    .record(
      z.string(),
      z.looseObject({ auth: z.string().optional(), identitytoken: z.string().optional() }),
    )
    .default({}),
  credsStore: z.string().default(""),
  credHelpers: z.record(z.string(), z.string()).default({}),
});

/** Who logs in to one registry. */
export interface Login {
  /** The `Authorization` header's value; undefined: ask without a name. */
  readonly basic: string | undefined;
  /** What a person should know when the registry refuses. */
  readonly note: string;
}

/** Logins by registry. */
export type Credentials = (registry: string) => Login;

/** Docker Hub goes by more than one name; `docker login` writes the second. */
const HUB = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);

/**
 * Reads who logs in where from `$DOCKER_CONFIG/config.json`, or `~/.docker/config.json`. A missing
 * file means: without a name. Credential helpers are programs of their own and are never started;
 * the note says so where one is set.
 * @throws InputError for a file that is not Docker's; what is in it is never quoted
 */
export function readCredentials(env: NodeJS.ProcessEnv): Credentials {
  const folder = env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), ".docker");
  const file = join(folder, "config.json");
  const config = readConfig(file);
  return (registry) => {
    const same = (key: string) =>
      hostOf(key) === registry || (HUB.has(hostOf(key)) && HUB.has(registry));
    const entry = Object.entries(config?.auths ?? {}).find(([key]) => same(key))?.[1];
    const helper =
      Object.entries(config?.credHelpers ?? {}).find(([key]) => same(key))?.[1] ??
      (config?.credsStore === "" ? undefined : config?.credsStore);
    if (entry?.auth !== undefined && entry.auth !== "") {
      return {
        basic: `Basic ${checked(entry.auth, file, registry)}`,
        note: `The login is in ${file}.`,
      };
    }
    if (helper !== undefined) {
      return {
        basic: undefined,
        note: `${file} names the credential helper docker-credential-${helper}, which Towpath does not start: it reads "auths" only.`,
      };
    }
    const token = entry?.identitytoken === undefined ? "" : ", and its identity token is not used";
    return { basic: undefined, note: `There is no login for ${registry} in ${file}${token}.` };
  };
}

function readConfig(file: string): z.output<typeof configSchema> | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new InputError(`${file}: cannot be read (${code})`, { cause: error });
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may be a password.
    throw new InputError(`${file}: not JSON; expected Docker's config.json`);
  }
  const parsed = configSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path }) => path.slice(0, 1).join("."));
  throw new InputError(
    `${file}: found something else under ${[...new Set(places)].join(", ") || "the top"}; expected Docker's config.json`,
  );
}

/** Keys are host names, or the addresses that older Dockers wrote. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, "").replace(/\/.*$/s, "");
}

/** @throws InputError for what is not base64 of `user:password` */
function checked(auth: string, file: string, registry: string): string {
  const decoded = Buffer.from(auth, "base64").toString("utf8");
  if (/^[A-Za-z0-9+/]+=*$/.test(auth) && /^[^:]+:/.test(decoded)) return auth;
  throw new InputError(
    `${file}: auths.${registry}.auth is not base64 of user:password; log in to ${registry} again`,
  );
}
