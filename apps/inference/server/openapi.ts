import * as z from "zod";
import * as contract from "../contract";
import type { Config } from "./config";
import { catalogue } from "./errors";

type Json = Readonly<Record<string, unknown>>;

/**
 * The OpenAPI 3.1 document of this server, made from the schemas that it validates with and from
 * its error catalogue, with this server's limits in it.
 */
export function openApiDocument(config: Config, authenticated: boolean): Json {
  const { single, batch } = contract.requestSchemas({
    maxTextChars: config.TOWPATH_MAX_TEXT_CHARS,
    maxBatch: config.TOWPATH_MAX_BATCH,
  });
  const schemas = {
    PredictRequest: single,
    PredictBatchRequest: batch,
    Prediction: contract.prediction,
    PredictBatchResponse: contract.batchResponse,
    Health: contract.healthResponse,
    Ready: contract.readyResponse,
    Error: contract.errorResponse,
  };
  return {
    openapi: "3.1.0",
    info: { title: "Towpath inference", version: contract.CONTRACT_VERSION },
    paths: {
      "/predict": {
        post: {
          operationId: "predict",
          summary: "Classifies one text, or a batch that one model version answers whole.",
          ...(authenticated ? { security: [{ apiKey: [] }] } : {}),
          parameters: [
            {
              name: "x-request-id",
              in: "header",
              description: "Comes back on the answer and in the log; made up when missing.",
              schema: { type: "string", maxLength: 128 },
            },
          ],
          requestBody: {
            required: true,
            content: json({ oneOf: [ref("PredictRequest"), ref("PredictBatchRequest")] }),
          },
          responses: {
            "200": {
              description: "A prediction, or one for each text in the request's order.",
              content: json({ oneOf: [ref("Prediction"), ref("PredictBatchResponse")] }),
            },
            ...errorResponses(),
          },
        },
      },
      "/health": get("health", "Whether the process lives.", { "200": ["Alive.", "Health"] }),
      "/ready": get("ready", "Whether requests should be sent here.", {
        "200": ["Ready.", "Ready"],
        "503": ["Loading, refused artifact, draining, or waiting for the upstream.", "Ready"],
      }),
      "/metrics": {
        get: {
          operationId: "metrics",
          summary: "Prometheus metrics.",
          responses: { "200": { description: "Metrics.", content: { "text/plain": {} } } },
        },
      },
    },
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [name, jsonSchema(schema)]),
      ),
      ...(authenticated ? { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } } : {}),
    },
  };
}

/** Without the dialect, which is OpenAPI 3.1's own. */
function jsonSchema(schema: z.ZodType): Json {
  return Object.fromEntries(
    Object.entries(z.toJSONSchema(schema)).filter(([key]) => key !== "$schema"),
  );
}

/** Every status of the catalogue that a client can see, with its codes. */
function errorResponses(): Json {
  const codes = new Map<number, string[]>();
  for (const [code, { status, message }] of Object.entries(catalogue)) {
    if (status === catalogue.client_closed.status) continue;
    codes.set(status, [...(codes.get(status) ?? []), `\`${code}\`: ${message}`]);
  }
  return Object.fromEntries(
    [...codes].map(([status, lines]) => [
      String(status),
      { description: lines.join("; "), content: json(ref("Error")) },
    ]),
  );
}

function get(
  operationId: string,
  summary: string,
  answers: Record<string, [string, string]>,
): Json {
  const responses = Object.fromEntries(
    Object.entries(answers).map(([status, [description, schema]]) => [
      status,
      { description, content: json(ref(schema)) },
    ]),
  );
  return { get: { operationId, summary, responses } };
}

function json(schema: Json): Json {
  return { "application/json": { schema } };
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}
