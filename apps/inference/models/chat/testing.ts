import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { UpstreamSettings } from "./settings";

/** What tests of the kind chat share: a simulated OpenAI-compatible server. No model runs in it. */

/** A chat request as it arrived. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly [field: string]: unknown;
}

/** A simulated server on 127.0.0.1; it answers `reply` until a test says otherwise. */
export interface FakeUpstream {
  readonly url: string;
  readonly settings: UpstreamSettings;
  readonly requests: ChatRequest[];
  readonly headers: IncomingMessage["headers"][];
  /** The greatest number of chat requests that were open at once. */
  maxOpen: number;
  healthStatus: number;
  models: readonly string[] | undefined;
  reply: (request: ChatRequest, response: ServerResponse) => void;
  close(): Promise<void>;
}

/** A chat completion with one logprob a token, as vLLM answers with `logprobs: true`. */
export function completion(content: string | null, logprobs: readonly number[] = [-0.1]) {
  const tokens = logprobs.map((logprob) => ({ token: "t", logprob, top_logprobs: [] }));
  return JSON.stringify({
    choices: [{ index: 0, message: { role: "assistant", content }, logprobs: { content: tokens } }],
  });
}

/** Starts one. */
export async function startFakeUpstream(): Promise<FakeUpstream> {
  let open = 0;
  const server = createServer((request, response) => {
    if (request.url === "/health") {
      response.writeHead(fake.healthStatus).end();
    } else if (request.url === "/v1/models") {
      const data = fake.models?.map((id) => ({ id, object: "model" }));
      response.writeHead(data === undefined ? 404 : 200).end(JSON.stringify({ data }));
    } else {
      open++;
      fake.maxOpen = Math.max(fake.maxOpen, open);
      response.on("close", () => open--);
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const asked = JSON.parse(body) as ChatRequest;
        fake.requests.push(asked);
        fake.headers.push(request.headers);
        fake.reply(asked, response);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeUpstream = {
    url,
    settings: { url, keyFile: undefined, timeoutMs: 2000, maxInFlight: 4, healthIntervalMs: 50 },
    requests: [],
    headers: [],
    maxOpen: 0,
    healthStatus: 200,
    models: ["small-chat"],
    reply: (_request, response) => response.end(completion("billing")),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return fake;
}
