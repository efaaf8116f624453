import * as z from "zod";
import { InputError } from "../../../lib/errors";
import { wholeNumber } from "../../../lib/whole-number";
import { upstreamOf, upstreamVariables, type UpstreamSettings } from "../models/chat/settings";

const MINUTE = 60_000;

/**
 * Every environment variable that the server reads, and the only place that reads them.
 * An empty variable counts as one that is not set.
 */
const environmentSchema = z.object({
  /** The artifact: a directory or a file:// URI of one; may be a link that is swapped. Required. */
  TOWPATH_ARTIFACT: z
    .string({ error: "expected a directory or a file:// URI of an artifact" })
    .refine(
      (value) => !value.includes("://") || value.startsWith("file://"),
      "expected a directory or a file:// URI; fetch other sources before the server starts",
    ),
  /** The SHA-256 that manifest.json must have: pins the artifact to a promotion. @default any */
  TOWPATH_ARTIFACT_SHA256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits")
    .optional(),
  /** The address to listen on. @default 127.0.0.1 in local, 0.0.0.0 elsewhere */
  HOST: z.string().optional(),
  /** The TCP port; 0 takes a free one, named by the "listening" line. @default 8080 */
  PORT: wholeNumber(0, 65_535, 8080),
  /** Which environment this is; anything but "local" wants API keys. @default local */
  TOWPATH_ENVIRONMENT: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, "expected a stack's name, such as local, dev or prod")
    .default("local"),
  /** The API keys, one `<name> sha256:<64 hex>` a line; read again when it changes. @default none */
  TOWPATH_API_KEYS_FILE: z.string().optional(),
  /** "off" is the named way to serve without keys outside local. @default on when there are keys */
  TOWPATH_AUTH: z.enum(["on", "off"], "expected on or off").optional(),
  /** "true" adds the input texts to the log lines: for debugging with made-up texts. @default false */
  TOWPATH_LOG_INPUT_TEXT: z
    .enum(["true", "false"], "expected true or false")
    .default("false")
    .transform((value) => value === "true"),
  /** Bytes of a request body; a larger one gets 413. @default 65536 */
  TOWPATH_MAX_BODY_BYTES: wholeNumber(64, 16 * 1024 * 1024, 64 * 1024),
  /** UTF-16 code units of one text; a longer one gets 413. @default 8192 */
  TOWPATH_MAX_TEXT_CHARS: wholeNumber(1, 1_000_000, 8192),
  /** Texts of one request; more get 413. @default 32 */
  TOWPATH_MAX_BATCH: wholeNumber(1, 10_000, 32),
  /** /predict requests between first byte and answer; one more gets 503. @default 512 */
  TOWPATH_MAX_IN_FLIGHT: wholeNumber(1, 100_000, 512),
  /** Mean event-loop delay in ms above which /predict answers 503; 0 is off. @default 250 */
  TOWPATH_MAX_EVENT_LOOP_DELAY_MS: wholeNumber(0, MINUTE, 250),
  /** Ms for a request to arrive whole (else 408), and for a model to answer (else 503). @default 10000 */
  TOWPATH_REQUEST_TIMEOUT_MS: wholeNumber(50, 10 * MINUTE, 10_000),
  /** Ms between looks for requests that arrive too slowly. @default 1000 */
  TOWPATH_CONNECTION_CHECK_MS: wholeNumber(10, MINUTE, 1000),
  /** Ms that an idle connection stays open: above a load balancer's 60 s. @default 65000 */
  TOWPATH_KEEP_ALIVE_MS: wholeNumber(10, 10 * MINUTE, 65_000),
  /** Ms between "not ready" and the end of listening, for load balancers to notice. @default 0 */
  TOWPATH_DRAIN_DELAY_MS: wholeNumber(0, 10 * MINUTE, 0),
  /** Ms from the signal to the forced end, the drain delay included. @default 10000 */
  TOWPATH_GRACE_MS: wholeNumber(100, 10 * MINUTE, 10_000),
  /** Ms between looks for a changed artifact or keys file. @default 500 */
  TOWPATH_RELOAD_INTERVAL_MS: wholeNumber(10, 10 * MINUTE, 500),
  /** For artifacts of kind chat: the server that answers for this one. */
  ...upstreamVariables,
});

type Environment = z.output<typeof environmentSchema>;

/** The server's settings: the environment's variables, checked, with the derived ones filled in. */
export type Config = Readonly<
  Omit<Environment, "HOST" | "TOWPATH_AUTH"> & {
    /** Where it listens. */
    HOST: string;
    /** Whether /predict wants a key; true implies TOWPATH_API_KEYS_FILE. */
    AUTH: boolean;
    /** The server that is asked for artifacts of kind chat; undefined: they are refused. */
    UPSTREAM: UpstreamSettings | undefined;
  }
>;

/**
 * Reads the settings.
 * @throws InputError with every problem at once: variable, found, expected
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(environmentSchema.shape).flatMap((name) =>
      env[name] === undefined || env[name] === "" ? [] : [[name, env[name]]],
    ),
  );
  const parsed = environmentSchema.safeParse(given);
  const problems = parsed.success
    ? [...authProblems(parsed.data), ...timeProblems(parsed.data)]
    : parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        const found =
          given[name] === undefined ? "not set" : `found ${JSON.stringify(given[name])}`;
        return `${name}: ${found}; ${issue.message}`;
      });
  if (!parsed.success || problems.length > 0) {
    throw new InputError(problems.map((problem) => `  ${problem}`).join("\n"), {
      hint: "every variable is described in apps/inference/server/config.ts",
    });
  }
  const { HOST, TOWPATH_AUTH, ...rest } = parsed.data;
  return {
    ...rest,
    HOST: HOST ?? (rest.TOWPATH_ENVIRONMENT === "local" ? "127.0.0.1" : "0.0.0.0"),
    AUTH: TOWPATH_AUTH !== "off" && rest.TOWPATH_API_KEYS_FILE !== undefined,
    UPSTREAM: upstreamOf(rest),
  };
}

/** A server that others can reach must know its callers, unless somebody said in words that not. */
function authProblems(settings: Environment): string[] {
  const { TOWPATH_API_KEYS_FILE, TOWPATH_AUTH, TOWPATH_ENVIRONMENT } = settings;
  if (TOWPATH_API_KEYS_FILE !== undefined || TOWPATH_AUTH === "off") return [];
  if (TOWPATH_ENVIRONMENT === "local" && TOWPATH_AUTH === undefined) return [];
  const reason =
    TOWPATH_AUTH === "on"
      ? "TOWPATH_AUTH=on"
      : `TOWPATH_ENVIRONMENT is ${JSON.stringify(TOWPATH_ENVIRONMENT)}`;
  return [
    `TOWPATH_API_KEYS_FILE: not set; expected a keys file because ${reason} (TOWPATH_AUTH=off serves without keys)`,
  ];
}

function timeProblems(settings: Environment): string[] {
  const { TOWPATH_DRAIN_DELAY_MS: delay, TOWPATH_GRACE_MS: grace } = settings;
  const { TOWPATH_UPSTREAM_TIMEOUT_MS: upstream, TOWPATH_REQUEST_TIMEOUT_MS: request } = settings;
  const asks = settings.TOWPATH_UPSTREAM_URL !== undefined;
  return [
    ...(delay < grace
      ? []
      : [
          `TOWPATH_DRAIN_DELAY_MS: found "${delay}"; expected less than TOWPATH_GRACE_MS, which is ${grace}`,
        ]),
    // Else the client has its 503 while the upstream goes on computing for nobody.
    ...(upstream < request || !asks
      ? []
      : [
          `TOWPATH_UPSTREAM_TIMEOUT_MS: found "${upstream}"; expected less than TOWPATH_REQUEST_TIMEOUT_MS, which is ${request}`,
        ]),
  ];
}
