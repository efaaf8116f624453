import type { YamlProblem } from "../../lib/zod-issues";
import { inEnvironment } from "./check-environment";
import type { Environment } from "./environment";
import type { Images } from "./images";

/**
 * The image whose pg_dump makes backups must read the server: "pg_dump cannot dump from PostgreSQL
 * servers newer than its own major version", and so it is with the pg_restore and the server of a drill.
 * @see https://www.postgresql.org/docs/current/app-pgdump.html
 */
export function recoveryProblems(environment: Environment, images: Images): YamlProblem[] {
  if (environment.kind !== "aws" || environment.maturity < 2) return [];
  const wanted = majorOf(environment.database.engine_version);
  const offered = majorOf(images.postgres?.tag ?? "");
  if (offered === undefined || wanted === undefined || wanted <= offered) return [];
  return [
    {
      path: inEnvironment(["database", "engine_version"]),
      message: `found "${environment.database.engine_version}"; expected at most ${offered}, the image postgres of stacks/images.yaml: its pg_dump reads no newer server`,
    },
  ];
}

/** 17 of `17`, `17.4` and `17.11-bookworm`. */
function majorOf(version: string): number | undefined {
  const digits = /^\d+/.exec(version)?.[0];
  return digits === undefined ? undefined : Number(digits);
}
