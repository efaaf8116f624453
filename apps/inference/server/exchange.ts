import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply } from "fastify";
import type { ServerError } from "./errors";
import { errorBody, toServerError } from "./errors";
import type { Log } from "./log";
import { endpoints, type Endpoint, type Metrics } from "./metrics";
import type { ServingModel } from "./model-slot";
import { ModelFailure } from "../models/kind";

/** What every request's answer is recorded with. */
export interface Recorder {
  readonly log: Log;
  readonly metrics: Metrics;
  /** The model whose version goes into the line of a request that asked for no prediction. */
  serving(): ServingModel | undefined;
  /** Whether the process is about to end: answers then tell the client to open no more requests. */
  draining: boolean;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Set by the first hook of every request. */
    exchange: Exchange | null;
  }
}

const current = Symbol("the socket's last exchange");
type TrackedSocket = Socket & { [current]?: Exchange };

/** The exchange that last began on a connection, answered or not. */
export function exchangeOn(socket: Socket): Exchange | undefined {
  return (socket as TrackedSocket)[current];
}

const idPrefix = `${randomBytes(6).toString("hex")}-`;
let idCount = 0;

/** A new request id: unique in this process by its count, among processes by its random prefix. */
export function newRequestId(): string {
  idCount++;
  return idPrefix + idCount.toString(36);
}

/** The caller's x-request-id when it is printable ASCII of at most 128 characters, else a new id. */
export function requestIdOf(raw: IncomingMessage): string {
  const given = raw.headers["x-request-id"];
  return typeof given === "string" && /^[\x20-\x7e]{1,128}$/.test(given) ? given : newRequestId();
}

const endpointSet: ReadonlySet<string> = new Set(endpoints);

/** The bounded name of a URL's path: an unknown path may hold anything, so it is not repeated. */
export function endpointOf(url: string): Endpoint {
  if (endpointSet.has(url)) return url as Endpoint;
  const query = url.indexOf("?");
  return query > 0 && endpointSet.has(url.slice(0, query))
    ? (url.slice(0, query) as Endpoint)
    : "other";
}

/** One request and its answer: whoever answers it, it is counted and logged exactly once. */
export class Exchange {
  /** The API key's name. */
  client: string | undefined;
  /** The model that answers; held from the first use to the end. */
  serving: ServingModel | undefined;
  /** The input, kept only when it may be logged. */
  texts: readonly string[] | undefined;
  /** Called once when it is answered. */
  onDone: (() => void) | undefined;
  #done = false;
  readonly #begun = performance.now();

  constructor(
    readonly recorder: Recorder,
    readonly requestId: string,
    readonly method: string,
    readonly endpoint: Endpoint,
    /** Null when the request's head could not be parsed. */
    readonly raw: IncomingMessage | null,
  ) {
    recorder.metrics.inFlight++;
  }

  /** Begins the exchange of a parsed request. */
  static begin(recorder: Recorder, requestId: string, raw: IncomingMessage): Exchange {
    const endpoint = endpointOf(raw.url ?? "");
    const exchange = new Exchange(recorder, requestId, raw.method ?? "-", endpoint, raw);
    (raw.socket as TrackedSocket)[current] = exchange;
    return exchange;
  }

  /** Whether it has its answer, or will never have one. */
  get done(): boolean {
    return this.#done;
  }

  /** Answers through Fastify. Does nothing when it is answered already (a slow body's 408). */
  send(reply: FastifyReply, status: number, type: string, body: string, error?: ServerError): void {
    if (this.#done) {
      reply.hijack();
      return;
    }
    if (this.recorder.draining) reply.header("connection", "close");
    reply.code(status).header("x-request-id", this.requestId).type(type).send(body);
    this.record(status, error);
  }

  /** Answers with a failure, whatever was thrown. */
  fail(reply: FastifyReply, thrown: unknown): void {
    const error = toServerError(thrown);
    const { status, retryAfter } = error.entry;
    if (retryAfter !== undefined) reply.header("retry-after", retryAfter);
    if (error.code === "unauthorized") reply.header("www-authenticate", "Bearer");
    this.send(reply, status, JSON_TYPE, errorBody(error, this.requestId), error);
  }

  /** Counts and logs it; the first call wins. */
  record(status: number, error?: ServerError): void {
    if (this.#done) return;
    this.#done = true;
    const { log, metrics } = this.recorder;
    const elapsed = performance.now() - this.#begun;
    const errorClass = error === undefined ? null : error.entry.class;
    metrics.inFlight--;
    metrics.answered(this.endpoint, status, errorClass, elapsed / 1000);
    this.onDone?.();
    log.request({
      requestIdJson: JSON.stringify(this.requestId),
      endpoint: this.endpoint,
      method: this.method,
      modelVersionJson: (this.serving ?? this.recorder.serving())?.versionJson ?? "null",
      latencyMs: Math.round(elapsed * 1000) / 1000,
      status,
      errorClass,
      errorCode: error?.code ?? null,
      client: this.client,
      texts: this.texts,
      reason: error?.cause instanceof ModelFailure ? error.cause.message : undefined,
      frames: error === undefined || status !== 500 ? undefined : framesOf(error.cause),
    });
  }
}

/** The content type of every JSON answer. */
export const JSON_TYPE = "application/json; charset=utf-8";

/** The stack's places. Its first lines are the message, which may quote an input text. */
export function framesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [typeof error];
  const frames = (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  return [error.name, ...frames.slice(0, 8).map((line) => line.trim())];
}
