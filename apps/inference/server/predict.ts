import underPressure from "@fastify/under-pressure";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { KeyFile } from "./auth";
import type { Config } from "./config";
import { type ErrorCode, ServerError } from "./errors";
import { JSON_TYPE, type Exchange } from "./exchange";
import type { ModelSlot, ServingModel } from "./model-slot";
import { predictParser, type PredictInput } from "./parse";
import { type FailureReason, ModelFailure, type Prediction } from "../models/kind";

/** What the predict route needs. */
export interface PredictDeps {
  readonly config: Config;
  readonly slot: Pick<ModelSlot, "current">;
  /** Undefined where everybody may ask. */
  readonly keys: KeyFile | undefined;
}

/**
 * `POST /predict` as a plugin of its own, so that what guards it (keys, load) guards only it: the
 * probes and the metrics must answer when the server is busy, or it is killed for being busy.
 */
export async function predictRoute(app: FastifyInstance, deps: PredictDeps): Promise<void> {
  const { config, keys, slot } = deps;
  const parse = predictParser({
    maxTextChars: config.TOWPATH_MAX_TEXT_CHARS,
    maxBatch: config.TOWPATH_MAX_BATCH,
  });
  let inFlight = 0;
  const release = () => {
    inFlight--;
  };

  app.addHook("onRequest", (request, _reply, done) => {
    const exchange = request.exchange;
    // Before the body is read: a stranger's body costs nothing, and a stranger takes no place.
    if (exchange !== null && keys !== undefined) {
      exchange.client = keys.authenticate(request.headers.authorization);
    }
    if (inFlight >= config.TOWPATH_MAX_IN_FLIGHT) throw new ServerError("overloaded");
    if (exchange !== null) {
      inFlight++;
      exchange.onDone = release;
    }
    done();
  });
  if (config.TOWPATH_MAX_EVENT_LOOP_DELAY_MS > 0) {
    await app.register(underPressure, {
      maxEventLoopDelay: config.TOWPATH_MAX_EVENT_LOOP_DELAY_MS,
      sampleInterval: 500,
      retryAfter: 1,
    });
  }

  app.post("/predict", (request: FastifyRequest, reply: FastifyReply) => {
    const exchange = request.exchange;
    const serving = slot.current;
    if (serving === undefined || exchange === null) throw new ServerError("model_not_ready");
    exchange.serving = serving;
    const input = parse(request.body);
    if (config.TOWPATH_LOG_INPUT_TEXT) exchange.texts = input.texts;

    const predictions = ask(serving, input);
    if (!(predictions instanceof Promise)) {
      exchange.send(reply, 200, JSON_TYPE, answerBody(serving, input, predictions));
      return;
    }
    void answerLater(exchange, reply, serving, input, predictions, config);
  });
}

function ask(serving: ServingModel, input: PredictInput) {
  try {
    return serving.model.predict(input.texts);
  } catch (error) {
    throw new ServerError("model_error", undefined, error);
  }
}

/** Waits for a model that asks another server, for at most the request timeout. Never rejects. */
async function answerLater(
  exchange: Exchange,
  reply: FastifyReply,
  serving: ServingModel,
  input: PredictInput,
  pending: Promise<readonly Prediction[]>,
  config: Config,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new ServerError("timeout"));
    }, config.TOWPATH_REQUEST_TIMEOUT_MS);
  });
  try {
    const predictions = await Promise.race([pending, late]);
    exchange.send(reply, 200, JSON_TYPE, answerBody(serving, input, predictions));
  } catch (error) {
    exchange.fail(reply, error instanceof ServerError ? error : failureOf(error));
  } finally {
    clearTimeout(timer);
  }
}

const failures: Readonly<Record<FailureReason, ErrorCode>> = {
  unavailable: "upstream_unavailable",
  overloaded: "overloaded",
  timeout: "timeout",
  unusable: "bad_upstream",
};

function failureOf(error: unknown): ServerError {
  const code = error instanceof ModelFailure ? failures[error.reason] : "model_error";
  return new ServerError(code, undefined, error);
}

/**
 * The answer's JSON, put together from parts that were serialized when the model was loaded.
 * @throws ServerError model_error when the model broke its own contract
 */
function answerBody(
  serving: ServingModel,
  input: PredictInput,
  predictions: readonly Prediction[],
): string {
  if (predictions.length !== input.texts.length) {
    throw modelError(`${predictions.length} predictions for ${input.texts.length} texts`);
  }
  let body = "";
  for (const { label, score } of predictions) {
    const known = serving.labels.get(label);
    if (known === undefined) throw modelError("a label that it did not announce");
    if (!(score >= 0 && score <= 1)) throw modelError(`the score ${score}`);
    if (body !== "") body += ",";
    body += `{"label":${known.json},"score":${score},"model_version":${serving.versionJson}}`;
  }
  // Counted only once the whole batch is known to be good.
  for (const { label } of predictions) {
    const known = serving.labels.get(label);
    if (known !== undefined) known.counter.count++;
  }
  return input.batch ? `{"predictions":[${body}]}` : body;
}

function modelError(what: string): ServerError {
  return new ServerError("model_error", undefined, new Error(`the model answered ${what}`));
}
