import * as z from "zod";
import { wholeNumber } from "../../../../lib/whole-number";
import { InputError } from "../../../../lib/errors";

/** Where an OpenAI-compatible server is, and how much it is asked. */
export interface UpstreamSettings {
  /** Base URL, without `/v1` and trailing slash. */
  readonly url: string;
  /** A file that holds its API key; undefined where it asks for none. */
  readonly keyFile: string | undefined;
  /** Milliseconds that one answer may take. */
  readonly timeoutMs: number;
  /** Requests at once; more wait for their turn. */
  readonly maxInFlight: number;
  /** Milliseconds between two looks at its health. */
  readonly healthIntervalMs: number;
}

/**
 * The environment variables of the upstream server: settings of whoever runs it, never of an
 * artifact, which could otherwise send the texts of users anywhere.
 */
export const upstreamVariables = {
  /** Base URL of an OpenAI-compatible server, without /v1, for artifacts of kind chat. @default none */
  TOWPATH_UPSTREAM_URL: z
    .string()
    .refine(isBaseUrl, "expected an http(s) URL without user, password, query and /v1")
    .optional(),
  /** A file that holds the upstream's API key; read for each request. @default no key is sent */
  TOWPATH_UPSTREAM_KEY_FILE: z.string().optional(),
  /** Ms that one answer of the upstream may take (else 503). @default 8000 */
  TOWPATH_UPSTREAM_TIMEOUT_MS: wholeNumber(50, 600_000, 8_000),
  /** Requests to the upstream at once; more wait for their turn. @default 64 */
  TOWPATH_UPSTREAM_MAX_IN_FLIGHT: wholeNumber(1, 10_000, 64),
  /** Ms between two looks at the upstream's health. @default 2000 */
  TOWPATH_UPSTREAM_HEALTH_MS: wholeNumber(50, 600_000, 2_000),
} as const;

const variablesSchema = z.object(upstreamVariables);

/** The settings in the variables; undefined where no upstream is named. */
export function upstreamOf(
  variables: z.output<typeof variablesSchema>,
): UpstreamSettings | undefined {
  const url = variables.TOWPATH_UPSTREAM_URL;
  if (url === undefined) return undefined;
  return {
    url: url.replace(/\/+$/, ""),
    keyFile: variables.TOWPATH_UPSTREAM_KEY_FILE,
    timeoutMs: variables.TOWPATH_UPSTREAM_TIMEOUT_MS,
    maxInFlight: variables.TOWPATH_UPSTREAM_MAX_IN_FLIGHT,
    healthIntervalMs: variables.TOWPATH_UPSTREAM_HEALTH_MS,
  };
}

/**
 * The settings of an environment, for whoever is not the server: evaluation and promotion.
 * @throws InputError naming the variable that cannot be right
 */
export function upstreamFrom(env: NodeJS.ProcessEnv): UpstreamSettings | undefined {
  const given = Object.entries(env).filter(
    ([name, value]) => name in upstreamVariables && value !== "",
  );
  const parsed = variablesSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return upstreamOf(parsed.data);
  throw new InputError(
    parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"),
  );
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  const plain = /^https?:$/.test(protocol) && username === "" && password === "";
  return plain && !/[?#]|\/v1\/*$/.test(text);
}
