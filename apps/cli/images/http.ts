import { isLoopback, isSafe } from "./address";
import { RegistryError } from "./registry-error";

/** How patient a request is. */
export interface Patience {
  /** Longest time for one request with its answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Longest pause that a registry may ask for before it is tried again, in milliseconds. */
  readonly maxPauseMs: number;
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** What a request says. */
export interface Ask {
  readonly method: "GET" | "HEAD";
  readonly headers: Readonly<Record<string, string>>;
}

/** Manifests and tokens are small; registries take manifests up to 4 MiB (distribution, maxManifestBodySize). */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_REDIRECTS = 5;
/** How often a busy registry is asked again. */
const MAX_RETRIES = 2;
/** Pause before another try where the registry names none, in milliseconds; doubled each time. */
const FIRST_PAUSE_MS = 1_000;

/**
 * Sends a request: follows redirects, waits when the registry asks for it (429 and 503 with
 * `Retry-After`), reads the whole answer.
 * @throws RegistryError when there is no whole answer in time, or it leads where it must not
 */
export async function send(url: URL, ask: Ask, patience: Patience): Promise<Answer> {
  for (let retry = 0; ; retry++) {
    const answer = await follow(url, ask, patience);
    if (answer.status !== 429 && answer.status !== 503) return answer;
    const pause = pauseOf(answer.headers.get("retry-after"), FIRST_PAUSE_MS * 2 ** retry);
    if (retry === MAX_RETRIES || pause > patience.maxPauseMs) {
      throw new RegistryError(
        "rate-limited",
        `${url.host} is busy or over its limit (${answer.status})`,
        `Try again in ${Math.ceil(pause / 1000)} s. A login (docker login ${url.host}) often has a higher limit.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, section 10.2.3). */
export function pauseOf(header: string | null, otherwiseMs: number, now = Date.now()): number {
  if (header === null) return otherwiseMs;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? otherwiseMs : Math.max(0, date - now);
}

async function follow(start: URL, ask: Ask, patience: Patience): Promise<Answer> {
  let url = start;
  let headers = ask.headers;
  for (let redirects = 0; ; redirects++) {
    const answer = await once(url, { ...ask, headers }, patience);
    const location = answer.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer;
    if (redirects === MAX_REDIRECTS) {
      throw leadsAstray(start, `more than ${MAX_REDIRECTS} redirects`);
    }
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    // A registry elsewhere must not be able to make this machine ask itself.
    const inward = next !== undefined && isLoopback(next.hostname) && !isLoopback(start.hostname);
    if (next === undefined || !isSafe(next) || inward) {
      throw leadsAstray(
        start,
        `a redirect to ${next === undefined ? "no address" : next.protocol + "//" + next.host}`,
      );
    }
    if (next.origin !== url.origin) {
      // The login belongs to the one who asked for it.
      const { authorization: _login, ...rest } = headers;
      headers = rest;
    }
    url = next;
  }
}

async function once(url: URL, ask: Ask, { timeoutMs }: Patience): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: ask.method,
      headers: ask.headers,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, headers: response.headers, body: await read(url, response) };
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    const late = error instanceof Error && error.name === "TimeoutError";
    const why = late ? `no whole answer within ${timeoutMs / 1000} s` : reasonOf(error);
    throw new RegistryError(
      "unreachable",
      `${url.host} cannot be reached: ${why}`,
      late
        ? "Try again, or allow more time with --timeout SECONDS."
        : "Check the registry's name, this machine's network and, for a registry of your own, NODE_EXTRA_CA_CERTS.",
      error,
    );
  }
}

async function read(url: URL, response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > MAX_BODY_BYTES) {
      throw new RegistryError(
        "bad-answer",
        `${url.host} sent more than ${MAX_BODY_BYTES / 1024 / 1024} MiB where a manifest was expected`,
        "Check that the repository is a container image's.",
      );
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function leadsAstray(url: URL, what: string): RegistryError {
  return new RegistryError(
    "bad-answer",
    `${url.host} answers with ${what}; expected https`,
    "Check the registry's name in stacks/images.yaml.",
  );
}

/** undici says "fetch failed" or "terminated" and hides the reason in `cause`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return [error.message, code ?? cause?.message].filter(Boolean).join(", ");
}
