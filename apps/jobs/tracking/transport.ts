import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { messageOf } from "../../../lib/errors";
import { type Endpoint, parseEndpoint } from "./endpoint";
import { TrackingError, TrackingUnreachable } from "./errors";
import { errorBody } from "./schemas";

/** How to reach an MLflow server. */
export interface TransportOptions {
  /** http or https URL of the server; userinfo is used as credentials and never shown. */
  readonly uri: string;
  /** Where credentials come from. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds that one attempt may take, its body included. @default 30000 */
  readonly timeoutMs?: number;
  /** Milliseconds that one attempt of an upload or a download may take. @default 300000 */
  readonly transferTimeoutMs?: number;
  /** Further attempts of a call that may be repeated. @default 3 */
  readonly retries?: number;
  /** Milliseconds before the second attempt; doubles each time. @default 200 */
  readonly backoffMs?: number;
}

/** One HTTP call. */
export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Path from the server's base URL, escaped, with its query. */
  readonly path: string;
  /** Sent as JSON; bytes are sent as they are. */
  readonly body?: object | Uint8Array;
  /** Doing it twice is doing it once, so a call whose fate is unknown may be repeated. */
  readonly idempotent: boolean;
  readonly transfer?: boolean;
}

/** HTTP statuses that say "not now": of the server itself or of a proxy before it. */
const PASSING = new Set([429, 500, 502, 503, 504]);
/** Of those, what a proxy says for a server that is not there. */
const GATEWAY = new Set([502, 503, 504]);

/** Talks HTTP to one MLflow server: credentials, time limits, bounded repetition, typed failures. */
export class Transport {
  private readonly endpoint: Endpoint;

  /** @throws InputError for a URI that is no http or https URL */
  constructor(private readonly options: TransportOptions) {
    this.endpoint = parseEndpoint(options.uri, options.env ?? process.env);
  }

  /** The server's base URL without userinfo; safe to show. */
  get base(): string {
    return this.endpoint.base;
  }

  /**
   * A call that answers JSON.
   * @throws TrackingUnreachable, TrackingError
   */
  async json<S extends z.ZodType>(call: Call, schema: S): Promise<z.output<S>> {
    const text = Buffer.from(await this.bytes(call)).toString("utf8");
    const where = `${call.method} ${this.base}${withoutQuery(call.path)}`;
    let data: unknown;
    try {
      data = text === "" ? {} : JSON.parse(text);
    } catch (error) {
      throw new TrackingError(
        `${where}: found ${excerpt(text)}; expected MLflow's JSON. Is an MLflow server at this address?`,
        { code: "NOT_JSON", status: 200, cause: error, hint: CHECK_ADDRESS },
      );
    }
    const parsed = schema.safeParse(data);
    if (!parsed.success) {
      throw new TrackingError(
        `${where}: the answer does not have the form of MLflow's REST API 2.0: ${z.prettifyError(parsed.error)}`,
        { code: "UNEXPECTED_FORM", status: 200, hint: CHECK_ADDRESS },
      );
    }
    return parsed.data;
  }

  /** A call that answers bytes. @throws TrackingUnreachable, TrackingError */
  async bytes(call: Call): Promise<Uint8Array> {
    const attempts = 1 + (call.idempotent ? (this.options.retries ?? 3) : 0);
    const backoff = this.options.backoffMs ?? 200;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.attempt(call);
      if (outcome.ok) return outcome.bytes;
      if (!outcome.passing || attempt >= attempts) throw outcome.error;
      // Up to a third of chance, so that many clients do not come back at the same moment.
      await sleep(backoff * 2 ** (attempt - 1) * (1 + Math.random() / 3));
    }
  }

  private async attempt(call: Call): Promise<Outcome> {
    // After long computing, sockets that the server has closed meanwhile are still in the pool
    // until the event loop has turned once; a call that may not be repeated must not get one.
    await new Promise((turn) => setImmediate(turn));
    const limit = call.transfer
      ? (this.options.transferTimeoutMs ?? 300_000)
      : (this.options.timeoutMs ?? 30_000);
    let response: Response;
    let bytes: Uint8Array;
    try {
      response = await fetch(this.base + call.path, {
        method: call.method,
        headers: this.headers(call),
        ...(call.body === undefined ? {} : { body: bodyOf(call.body) }),
        // A login page is no answer, and credentials must not follow to another host.
        redirect: "manual",
        signal: AbortSignal.timeout(limit),
      });
      bytes = new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      const late = error instanceof Error && error.name === "TimeoutError";
      const reason = late ? `no answer within ${limit / 1000} s` : reasonOf(error);
      return { ok: false, passing: true, error: new TrackingUnreachable(this.base, reason) };
    }
    if (response.ok) return { ok: true, bytes };
    const error = this.refusal(call, response, Buffer.from(bytes).toString("utf8"));
    return { ok: false, passing: PASSING.has(response.status), error };
  }

  private headers(call: Call): Record<string, string> {
    const { authorization } = this.endpoint;
    return {
      ...(authorization === undefined ? {} : { authorization }),
      ...(call.body === undefined
        ? {}
        : {
            "content-type":
              call.body instanceof Uint8Array ? "application/octet-stream" : "application/json",
          }),
    };
  }

  private refusal(call: Call, response: Response, text: string): Error {
    const { status } = response;
    const where = `${call.method} ${this.base}${withoutQuery(call.path)}`;
    const told = errorBody.safeParse(parseOrNothing(text)).data;
    if (told === undefined && GATEWAY.has(status)) {
      return new TrackingUnreachable(this.base, `HTTP ${status} ${excerpt(text)}`);
    }
    const code = told?.error_code ?? `HTTP_${status}`;
    const said =
      told === undefined ? `HTTP ${status} ${excerpt(text)}` : `${code}: ${told.message}`;
    return new TrackingError(`${where}: ${said}`, { code, status, ...hintFor(status, text) });
  }
}

type Outcome =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly passing: boolean; readonly error: Error };

const CHECK_ADDRESS = "Check MLFLOW_TRACKING_URI, or unset it to use the embedded server.";

function hintFor(status: number, text: string): { hint?: string } {
  if (status === 401 || status === 403) {
    return {
      hint: text.includes("Invalid Host header")
        ? "The server does not accept this host name: use one of its --allowed-hosts in MLFLOW_TRACKING_URI."
        : "Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, to an identity that may do this.",
    };
  }
  if (status >= 300 && status < 400) {
    return { hint: "It redirects, to a login page perhaps: the API needs an address without one." };
  }
  return {};
}

function bodyOf(body: object | Uint8Array): Uint8Array | string {
  return body instanceof Uint8Array ? body : JSON.stringify(body);
}

/** Node hides why a fetch failed in `cause`, and sometimes two levels deep. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join("; ");
  return cause === undefined ? messageOf(error) : messageOf(cause);
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function withoutQuery(path: string): string {
  return path.replace(/\?.*$/s, "");
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line === ""
    ? "(empty)"
    : JSON.stringify(line.length > 120 ? `${line.slice(0, 117)}...` : line);
}
