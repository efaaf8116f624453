import { isAbsolute } from "node:path";
import * as z from "zod";
import { InputError } from "../../../lib/errors";
import { wholeNumber } from "../../../lib/whole-number";

/**
 * Every environment variable of the fetch program, beside those of its sources: AWS_* for s3://
 * (lib/object-store), MLFLOW_TRACKING_URI and its credentials for mlflow-artifacts:. An empty
 * variable counts as one that is not set.
 */
const environmentSchema = z.object({
  /**
   * The artifact's folder: s3://bucket/key, mlflow-artifacts:/path (through MLFLOW_TRACKING_URI),
   * http(s)://, file:// or an absolute path. Required.
   */
  ARTIFACT_URI: z.string({ error: "expected the address of an artifact's folder" }),
  /** The SHA-256 of its manifest.json, as the promotion record names it. Required. */
  ARTIFACT_SHA256: z
    .string({ error: "expected the SHA-256 of the artifact's manifest.json" })
    .regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits"),
  /** Where it is put; made when missing. Required. */
  ARTIFACT_DIR: z
    .string({ error: "expected an absolute path" })
    .refine((path) => isAbsolute(path), "expected an absolute path"),
  /** Bytes of all files together; more are refused before the first is fetched. @default 10 GiB */
  ARTIFACT_MAX_BYTES: wholeNumber(1, 2 ** 43, 10 * 2 ** 30, 15),
  /** Milliseconds for everything, however slowly it trickles in. @default 10 minutes */
  ARTIFACT_TIMEOUT_MS: wholeNumber(100, 24 * 3600_000, 600_000, 15),
  /** Milliseconds until an answer begins, and between two pieces of one. @default 30000 */
  ARTIFACT_SILENCE_MS: wholeNumber(10, 600_000, 30_000, 15),
  /** Further attempts at each file, after a failure that may pass. @default 4 */
  ARTIFACT_RETRIES: wholeNumber(0, 20, 4, 15),
});

/** What the fetch program does, checked. */
export type FetchConfig = Readonly<z.output<typeof environmentSchema>>;

/**
 * Reads the settings.
 * @throws InputError with every problem at once: variable, found, expected
 */
export function readFetchConfig(env: NodeJS.ProcessEnv): FetchConfig {
  const given = Object.fromEntries(
    Object.keys(environmentSchema.shape).flatMap((name) =>
      env[name] === undefined || env[name] === "" ? [] : [[name, env[name]]],
    ),
  );
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const found = given[name] === undefined ? "not set" : `found ${JSON.stringify(given[name])}`;
    return `${name}: ${found}; ${issue.message}`;
  });
  throw new InputError(problems.join("; "));
}
