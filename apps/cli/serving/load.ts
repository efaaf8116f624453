import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What a stretch of continuous load saw. */
export interface LoadResult {
  readonly requests: number;
  /** Requests without a well-formed 200 answer. */
  readonly failed: number;
  /** Answers that mix versions: a batch with two, or a version whose answer to the text changed. */
  readonly mixed: number;
  /** Answers by model version. */
  readonly versions: Readonly<Record<string, number>>;
  /** The first few failures in words. */
  readonly failures: readonly string[];
}

/** Load under way. */
export interface Load {
  /** Resolves once so many more requests were answered: proof that the load goes on. */
  more(requests: number): Promise<void>;
  stop(): Promise<LoadResult>;
}

export interface LoadOptions {
  readonly url: string;
  /** Connections kept open. @default 8 */
  readonly connections?: number;
  /** Requests a second over all connections. @default as fast as answers come */
  readonly rate?: number;
}

const TEXTS = ["I was charged twice, please refund me", "How do I change my avatar?"];
const BODY = Buffer.from(JSON.stringify({ texts: TEXTS }));

interface Answer {
  predictions: { label: string; score: number; model_version: string }[];
}

/**
 * Sends the same batch over and over and checks every answer: an answer must come from one
 * version, and a version must always answer alike.
 */
export function startLoad(options: LoadOptions): Load {
  const connections = options.connections ?? 8;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const seen = new Map<string, string>();
  const versions: Record<string, number> = {};
  const failures: string[] = [];
  let requests = 0;
  let failed = 0;
  let mixed = 0;
  let running = true;

  const judge = (text: string) => {
    const { predictions } = JSON.parse(text) as Answer;
    const version = predictions[0]?.model_version ?? "none";
    versions[version] = (versions[version] ?? 0) + 1;
    const said = JSON.stringify(predictions.map(({ label, score }) => [label, score]));
    const first = seen.get(version) ?? said;
    seen.set(version, first);
    const oneVersion = predictions.every((one) => one.model_version === version);
    if (!oneVersion || said !== first || predictions.length !== TEXTS.length) mixed++;
  };
  const once = async () => {
    try {
      judge(await post(`${options.url}/predict`, agent));
    } catch (error) {
      failed++;
      if (failures.length < 5) failures.push(String(error));
    }
    requests++;
  };

  const started = performance.now();
  let sent = 0;
  const worker = async () => {
    while (running) {
      if (options.rate !== undefined) {
        // Paced by the clock, not by the answers: a slow server must not slow the load down.
        const due = started + (sent++ / options.rate) * 1000;
        const wait = due - performance.now();
        if (wait > 1) await sleep(wait);
      }
      await once();
    }
  };
  const workers = Array.from({ length: connections }, worker);
  return {
    more: async (count) => {
      const goal = requests + count;
      while (running && requests < goal) await sleep(5);
    },
    stop: async () => {
      running = false;
      await Promise.all(workers);
      agent.destroy();
      return { requests, failed, mixed, versions, failures };
    },
  };
}

function post(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: "POST",
      agent,
      timeout: 10_000,
      headers: { "content-type": "application/json", "content-length": BODY.length },
    });
    outgoing.once("timeout", () => outgoing.destroy(new Error("no answer in 10 s")));
    outgoing.once("error", reject);
    outgoing.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`HTTP ${response.statusCode ?? "none"}: ${text.slice(0, 200)}`));
      });
    });
    outgoing.end(BODY);
  });
}
