import { readFile } from "node:fs/promises";
import { messageOf } from "../../../../lib/errors";
import { ModelFailure } from "../kind";
import type { UpstreamSettings } from "./settings";
import { Turns } from "./turns";

/** What became of a request; the label `outcome` of towpath_upstream_requests_total. */
export const outcomes = [
  "answered",
  "fallback",
  "unusable",
  "timeout",
  "overloaded",
  "unavailable",
] as const;
export type Outcome = (typeof outcomes)[number];

/** Milliseconds for an answer to a look at its health. */
const HEALTH_TIMEOUT_MS = 2_000;

/**
 * An OpenAI-compatible server that answers for this one, such as vLLM: asked within limits, watched
 * for its health, and never quoted in a message, since an answer may repeat a user's text.
 */
export class Upstream {
  /** By outcome, since the process began. */
  readonly counts: Record<Outcome, number> = {
    answered: 0,
    fallback: 0,
    unusable: 0,
    timeout: 0,
    overloaded: 0,
    unavailable: 0,
  };
  private readonly turns: Turns;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private unhealthy: string | undefined = "not asked yet";
  private served: ReadonlySet<string> | undefined;

  /** @param maxWaiting requests that may wait for their turn; one more is refused. @default any number */
  constructor(
    private readonly settings: UpstreamSettings,
    maxWaiting = Infinity,
  ) {
    this.turns = new Turns(settings.maxInFlight, maxWaiting);
  }

  /** Looks at its health now and goes on looking. Never rejects. */
  async start(): Promise<void> {
    await this.look();
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.start(), this.settings.healthIntervalMs);
    this.timer.unref();
  }

  /** Stops looking. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Why it cannot answer for a model now, as of the last look; undefined: it can. */
  unavailable(model: string): string | undefined {
    if (this.unhealthy !== undefined) return `upstream: ${this.unhealthy}`;
    if (this.served === undefined || this.served.has(model)) return undefined;
    return `upstream: serves ${[...this.served].join(", ")}; expected ${model}`;
  }

  /**
   * The answer to a chat completion, as JSON.
   * @throws ModelFailure, counted by its reason
   */
  async complete(request: object, signal: AbortSignal): Promise<unknown> {
    try {
      return await this.turns.take(() => this.post(request, signal), signal);
    } catch (error) {
      const failure = asFailure(error);
      if (!signal.aborted) this.counts[failure.reason]++;
      throw failure;
    }
  }

  private async post(request: object, signal: AbortSignal): Promise<unknown> {
    const response = await fetch(`${this.settings.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(await this.authorization()) },
      body: JSON.stringify(request),
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(this.settings.timeoutMs)]),
    });
    if (response.ok) return response.json();
    await response.body?.cancel();
    const { status } = response;
    const reason =
      status === 429 ? "overloaded" : status >= 500 ? "unavailable" : ("unusable" as const);
    throw new ModelFailure(reason, `the upstream answered HTTP ${status}`);
  }

  private async look(): Promise<void> {
    try {
      // vLLM answers 200 once its engine lives and 503 when it has died:
      // docs.vllm.ai/en/latest/api/vllm/entrypoints/serve/instrumentator/health/
      const health = await this.get("/health");
      await health.body?.cancel();
      this.unhealthy = health.ok ? undefined : `GET /health answers HTTP ${health.status}`;
      if (health.ok) this.served = await this.models();
    } catch (error) {
      this.unhealthy = `GET /health: ${messageOf(error)}`;
    }
  }

  /** The names that it serves; undefined where it does not tell. */
  private async models(): Promise<ReadonlySet<string> | undefined> {
    const response = await this.get("/v1/models");
    if (!response.ok) {
      await response.body?.cancel();
      return undefined;
    }
    const body = (await response.json()) as { data?: unknown };
    if (!Array.isArray(body.data)) return undefined;
    return new Set(body.data.map((entry: unknown) => String((entry as { id?: unknown }).id)));
  }

  private async get(path: string): Promise<Response> {
    return fetch(this.settings.url + path, {
      headers: await this.authorization(),
      redirect: "manual",
      signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
    });
  }

  /** Read each time: a mounted secret is replaced under way, and a read costs little beside an answer. */
  private async authorization(): Promise<Record<string, string>> {
    if (this.settings.keyFile === undefined) return {};
    const key = (await readFile(this.settings.keyFile, "utf8")).trim();
    return { authorization: `Bearer ${key}` };
  }
}

function asFailure(error: unknown): ModelFailure {
  if (error instanceof ModelFailure) return error;
  if (error instanceof Error && error.name === "TimeoutError") {
    return new ModelFailure("timeout", "the upstream did not answer in time", error);
  }
  if (error instanceof SyntaxError) {
    return new ModelFailure("unusable", "the upstream answered no JSON", error);
  }
  return new ModelFailure(
    "unavailable",
    `the upstream cannot be asked: ${messageOf(error)}`,
    error,
  );
}
