import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { HealthBody, ReadyBody } from "../contract";
import type { KeyFile } from "./auth";
import { clientErrorHandler, handleSpecialRequests } from "./client-errors";
import type { Config } from "./config";
import { ServerError } from "./errors";
import { Exchange, JSON_TYPE, endpointOf, requestIdOf, type Recorder } from "./exchange";
import type { Log } from "./log";
import type { Endpoint, Metrics } from "./metrics";
import type { ModelSlot } from "./model-slot";
import { openApiDocument } from "./openapi";
import { predictRoute } from "./predict";

/** What the app is made of; tests give their own. */
export interface AppDeps {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly slot: Pick<ModelSlot, "current" | "refusal">;
  /** Undefined where everybody may ask. */
  readonly keys: KeyFile | undefined;
}

/** The server without its socket, and the switch that tells it that the process will end. */
export interface App {
  readonly server: FastifyInstance;
  /** From now on not ready, and every answer closes its connection. */
  startDraining(): void;
}

/** Which methods a path takes, for 405 and its Allow header. */
const methods: Readonly<Record<Exclude<Endpoint, "other">, string>> = {
  "/predict": "POST",
  "/health": "GET, HEAD",
  "/ready": "GET, HEAD",
  "/metrics": "GET, HEAD",
  "/openapi.json": "GET, HEAD",
};

/** Builds the server; `app.inject` works on it without a socket. */
export function buildApp(deps: AppDeps): App {
  const { config, log, metrics, slot } = deps;
  const recorder: Recorder = { log, metrics, serving: () => slot.current, draining: false };

  const server = fastify({
    logger: false,
    genReqId: requestIdOf,
    bodyLimit: config.TOWPATH_MAX_BODY_BYTES,
    requestTimeout: config.TOWPATH_REQUEST_TIMEOUT_MS,
    keepAliveTimeout: config.TOWPATH_KEEP_ALIVE_MS,
    // What is on a kept-alive connection while the server drains is answered, not refused.
    return503OnClosing: false,
    clientErrorHandler: clientErrorHandler(recorder),
    frameworkErrors: (error, request, reply) => {
      exchangeOf(request).fail(reply, error);
    },
    http: {
      headersTimeout: config.TOWPATH_REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: config.TOWPATH_CONNECTION_CHECK_MS,
      // Node would answer a request without Host by itself, unlogged; no route here needs it.
      requireHostHeader: false,
    },
    // Bodies are checked by the contract's own schemas, so no schema compiler is ever loaded.
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
  });

  function exchangeOf(request: FastifyRequest): Exchange {
    request.exchange ??= Exchange.begin(recorder, request.id, request.raw);
    return request.exchange;
  }

  server.decorateRequest("exchange", null);
  server.addHook("onRequest", (request, _reply, done) => {
    exchangeOf(request);
    done();
  });
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof Error && "code" in error && error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
      // Goes on reading and dropping: closing now would reset the connection under the answer.
      reply.removeHeader("connection");
      request.raw.resume();
    }
    exchangeOf(request).fail(reply, error);
  });
  server.setNotFoundHandler((request, reply) => {
    const endpoint = endpointOf(request.raw.url ?? "");
    if (endpoint !== "other") reply.header("allow", methods[endpoint]);
    const code = endpoint === "other" ? "not_found" : "method_not_allowed";
    exchangeOf(request).fail(reply, new ServerError(code));
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });
  handleSpecialRequests(
    server.server,
    (request, response) => {
      server.routing(request, response);
    },
    recorder,
  );

  const sendJson = (request: FastifyRequest, reply: FastifyReply, status: number, body: object) => {
    exchangeOf(request).send(reply, status, JSON_TYPE, JSON.stringify(body));
  };
  server.get("/health", (request, reply) => {
    const body: HealthBody = { status: "ok", model_version: slot.current?.version ?? null };
    sendJson(request, reply, 200, body);
  });
  server.get("/ready", (request, reply) => {
    const body = readiness(slot, recorder.draining);
    sendJson(request, reply, body.ready ? 200 : 503, body);
  });
  // Open like the probes: a scraper holds no key, and what it reads are counts, never a text.
  server.get("/metrics", async (request, reply) => {
    const { contentType, body } = await metrics.expose();
    exchangeOf(request).send(reply, 200, contentType, body);
    return reply;
  });
  const openapi = openApiDocument(config, deps.keys !== undefined);
  server.get("/openapi.json", (request, reply) => {
    sendJson(request, reply, 200, openapi);
  });
  server.register(predictRoute, deps);

  return {
    server,
    startDraining() {
      recorder.draining = true;
    },
  };
}

function readiness(slot: AppDeps["slot"], draining: boolean): ReadyBody {
  const model_version = slot.current?.version ?? null;
  if (draining) return { ready: false, model_version, reason: "draining" };
  if (slot.current !== undefined) {
    const reason = slot.current.model.unavailable?.();
    if (reason === undefined) return { ready: true, model_version };
    return { ready: false, model_version, reason };
  }
  const reason = slot.refusal === undefined ? "loading" : `artifact refused: ${slot.refusal}`;
  return { ready: false, model_version, reason };
}

function unused(): never {
  throw new Error("no route has a schema for Fastify to compile");
}
