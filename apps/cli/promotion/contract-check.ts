import type { z } from "zod";
import {
  batchResponse,
  CONTRACT_VERSION,
  errorResponse,
  healthResponse,
  prediction,
  readyResponse,
} from "../../inference/contract";
import { messageOf, RefusedError } from "../../../lib/errors";
import { jsonRequest } from "../../inference/client/probe";
import { bundledServer, startServer } from "../../inference/client/server-process";

/** Texts with nothing special about them, and with everything special about them. */
const TEXTS = ["How do I export my data?", "ünïcödé 🚀 text, with commas", "x".repeat(500)];

/** One thing that the contract promises, and whether the candidate keeps it. */
export interface ContractFinding {
  readonly promise: string;
  /** What was seen instead; undefined when the promise is kept. */
  readonly broken: string | undefined;
}

/**
 * Starts the real server on an artifact and holds its answers against the contract.
 * @returns when every promise is kept
 * @throws RefusedError naming each broken promise
 */
export async function contractCheck(
  root: string,
  artifact: string,
  modelVersion: string,
): Promise<void> {
  const server = await startServer({ program: bundledServer(root), artifact, port: 0 });
  try {
    const broken = (await askEverything(server.url, modelVersion)).filter(
      (finding) => finding.broken !== undefined,
    );
    if (broken.length > 0) {
      throw new RefusedError(
        [
          `${modelVersion} breaks the contract ${CONTRACT_VERSION}:`,
          ...broken.map(({ promise, broken: seen }) => `  ${promise}: ${seen ?? ""}`),
        ].join("\n"),
      );
    }
  } finally {
    await server.stop();
  }
}

/** Every promise of the contract, asked of a live server. */
export async function askEverything(url: string, modelVersion: string): Promise<ContractFinding[]> {
  const version = (found: string | null) =>
    found === modelVersion
      ? undefined
      : `model_version is ${found ?? "null"}, expected ${modelVersion}`;
  return Promise.all([
    promise("GET /health conforms", () =>
      ask(`${url}/health`, 200, healthResponse, (body) => version(body.model_version)),
    ),
    promise("GET /ready is true", () =>
      ask(`${url}/ready`, 200, readyResponse, (body) =>
        body.ready ? undefined : "ready is false",
      ),
    ),
    ...TEXTS.map((text, index) =>
      promise(`POST /predict conforms for text ${index + 1}`, () =>
        ask(`${url}/predict`, 200, prediction, (body) => version(body.model_version), { text }),
      ),
    ),
    promise("POST /predict answers a batch in order", () =>
      ask(
        `${url}/predict`,
        200,
        batchResponse,
        (body) =>
          body.predictions.length === TEXTS.length
            ? body.predictions.map((one) => version(one.model_version)).find(Boolean)
            : `${body.predictions.length} predictions for ${TEXTS.length} texts`,
        { texts: TEXTS },
      ),
    ),
    promise("POST /predict refuses a body without text", () =>
      ask(`${url}/predict`, 400, errorResponse, () => undefined, { txt: "slip" }),
    ),
    promise("x-request-id is returned", async () => {
      const response = await fetch(`${url}/health`, {
        headers: { "x-request-id": "contract-check" },
      });
      const found = response.headers.get("x-request-id");
      return found === "contract-check" ? undefined : `found ${found ?? "no header"}`;
    }),
  ]);
}

async function promise(
  text: string,
  check: () => Promise<string | undefined>,
): Promise<ContractFinding> {
  try {
    return { promise: text, broken: await check() };
  } catch (error) {
    return { promise: text, broken: messageOf(error) };
  }
}

async function ask<S extends z.ZodType>(
  url: string,
  status: number,
  schema: S,
  judge: (body: z.output<S>) => string | undefined,
  body?: unknown,
): Promise<string | undefined> {
  const response = await fetch(url, jsonRequest(body, 10_000));
  if (response.status !== status) return `HTTP ${response.status}, expected ${status}`;
  const parsed = schema.safeParse(await response.json());
  if (!parsed.success) {
    return parsed.error.issues
      .map((issue) => `${issue.path.join(".")}: ${issue.message}`)
      .join("; ");
  }
  return judge(parsed.data);
}
