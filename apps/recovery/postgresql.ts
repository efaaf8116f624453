import { InputError } from "../../lib/errors";
import type { DatabaseSource } from "./database";
import { postgresTool, runTool } from "./run-tool";

/** What a client of libpq gets of this process's settings: the password's file, never arguments. */
const PASSED_ON = /^(PATH|LANG|LC_.*|TZ|HOME|PG.*)$/;

/**
 * A PostgreSQL database as something to back up, by pg_dump's custom format: one snapshot of one
 * moment, whatever is written meanwhile.
 * @param url `postgresql://user@host:port/database`, without a password: that comes from PGPASSFILE
 *   or PGPASSWORD
 * @throws InputError for anything else
 */
export function postgresSource(url: string, env: NodeJS.ProcessEnv): DatabaseSource {
  const settings = libpqSettings(url);
  const clientEnv = { ...passedOn(env), ...settings };
  return {
    kind: "postgresql",
    dump: async (target) => {
      const program = postgresTool("pg_dump", env);
      // Two clusters that a backup moves between have other users: whoever restores owns it all.
      const how = ["--format=custom", "--no-owner", "--no-privileges", "--no-password"];
      await runTool(program, [...how, `--file=${target}`], {
        env: clientEnv,
        hint: "Its password is read from PGPASSFILE (https://www.postgresql.org/docs/current/libpq-pgpass.html).",
      });
      // The dump names the server that it came from; pg_restore tells without a connection.
      const list = await runTool(postgresTool("pg_restore", env), ["--list", target], {
        env: clientEnv,
      });
      const version = /Dumped from database version: ([\d.]+)/.exec(list)?.[1] ?? "unknown";
      const by = /Dumped by pg_dump version: ([\d.]+)/.exec(list)?.[1] ?? "unknown";
      return { version, tools: { pg_dump: by } };
    },
  };
}

/** A URL as the variables of libpq. @throws InputError, never with the URL's password in it */
function libpqSettings(url: string): Record<string, string> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const database = parsed?.pathname.slice(1) ?? "";
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol) || database === "") {
    throw new InputError(
      "TOWPATH_DATABASE_URL: expected postgresql://<user>@<host>:<port>/<database>",
    );
  }
  if (parsed.password !== "") {
    throw new InputError("TOWPATH_DATABASE_URL: found a password in it; expected none", {
      hint: "Put it into a file that PGPASSFILE names: https://www.postgresql.org/docs/current/libpq-pgpass.html",
    });
  }
  return {
    PGHOST: decodeURIComponent(parsed.searchParams.get("host") ?? parsed.hostname),
    PGPORT: parsed.port === "" ? "5432" : parsed.port,
    PGDATABASE: decodeURIComponent(database),
    ...(parsed.username === "" ? {} : { PGUSER: decodeURIComponent(parsed.username) }),
  };
}

function passedOn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => PASSED_ON.test(name)));
}
