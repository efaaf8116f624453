/** Who or what a failure is put down to: the `error_class` of log lines and metrics. */
export type ErrorClass =
  "client" | "auth" | "overload" | "timeout" | "unavailable" | "model" | "internal";

interface Entry {
  readonly status: number;
  readonly class: ErrorClass;
  readonly message: string;
  /** Seconds that a client should wait before it tries again. */
  readonly retryAfter?: number;
}

/**
 * Every failure that the server answers with. The code and the status are API: clients branch on
 * them. The message is for people. No message ever holds a part of an input text.
 */
export const catalogue = {
  bad_request: { status: 400, class: "client", message: "this is not a valid HTTP request" },
  empty_body: { status: 400, class: "client", message: "the body is empty; expected JSON" },
  invalid_utf8: { status: 400, class: "client", message: "the body is not valid UTF-8" },
  invalid_json: { status: 400, class: "client", message: "the body is not valid JSON" },
  invalid_request: { status: 400, class: "client", message: "the body does not fit the contract" },
  unknown_field: { status: 400, class: "client", message: "the body has an unknown field" },
  empty_text: { status: 400, class: "client", message: "a text is empty" },
  empty_batch: { status: 400, class: "client", message: "texts is empty; expected a text" },
  unauthorized: {
    status: 401,
    class: "auth",
    message: "expected the header authorization: Bearer <key> with a known key",
  },
  not_found: { status: 404, class: "client", message: "no such path; see GET /openapi.json" },
  method_not_allowed: { status: 405, class: "client", message: "this path takes other methods" },
  request_timeout: { status: 408, class: "timeout", message: "the request arrived too slowly" },
  body_too_large: { status: 413, class: "client", message: "the body is too large" },
  text_too_long: { status: 413, class: "client", message: "a text is too long" },
  batch_too_large: { status: 413, class: "client", message: "there are too many texts" },
  unsupported_media_type: {
    status: 415,
    class: "client",
    message: "expected content-type: application/json",
  },
  headers_too_large: { status: 431, class: "client", message: "the headers are too large" },
  /** Never sent: the client went away before its request was whole. */
  client_closed: { status: 499, class: "client", message: "the client closed the connection" },
  internal: { status: 500, class: "internal", message: "the server failed; see its log" },
  model_error: { status: 500, class: "model", message: "the model failed on this request" },
  bad_upstream: {
    status: 502,
    class: "model",
    message: "the server that this one asks gave no usable answer",
  },
  overloaded: {
    status: 503,
    class: "overload",
    message: "the server is busy; try again",
    retryAfter: 1,
  },
  model_not_ready: {
    status: 503,
    class: "unavailable",
    message: "no model is loaded; see GET /ready",
    retryAfter: 1,
  },
  upstream_unavailable: {
    status: 503,
    class: "unavailable",
    message: "the server that this one asks cannot be reached; see GET /ready",
    retryAfter: 1,
  },
  timeout: {
    status: 503,
    class: "timeout",
    message: "the model did not answer in time",
    retryAfter: 1,
  },
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof catalogue;

/** A failure of the catalogue. */
export class ServerError extends Error {
  constructor(
    readonly code: ErrorCode,
    /** Says more than the catalogue does; goes to the client. @default the catalogue's message */
    detail?: string,
    /** What was thrown, for the log. */
    cause?: unknown,
  ) {
    super(detail ?? catalogue[code].message, cause === undefined ? undefined : { cause });
  }

  /** The catalogue's entry. */
  get entry(): Entry {
    return catalogue[this.code];
  }
}

/** Fastify's and Node's own error codes, in the catalogue's words. */
const foreignCodes: Readonly<Record<string, ErrorCode>> = {
  ECONNRESET: "client_closed",
  FST_ERR_BAD_URL: "bad_request",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "bad_request",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: "unsupported_media_type",
  FST_UNDER_PRESSURE: "overloaded",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
  HPE_HEADER_OVERFLOW: "headers_too_large",
};

/** Anything thrown on the way of a request, as a failure of the catalogue. */
export function toServerError(error: unknown): ServerError {
  if (error instanceof ServerError) return error;
  const code = errorCode(error);
  const known = code === undefined ? undefined : foreignCodes[code];
  return new ServerError(known ?? "internal", undefined, error);
}

/** A parse error of Node's HTTP parser, as a failure of the catalogue. */
export function fromClientError(error: unknown): ServerError {
  const known = foreignCodes[errorCode(error) ?? ""];
  return new ServerError(known ?? "bad_request", undefined, error);
}

/** The body of an error answer. */
export function errorBody(error: ServerError, requestId: string): string {
  return JSON.stringify({
    error: { code: error.code, message: error.message, request_id: requestId },
  });
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
