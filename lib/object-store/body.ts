import { messageOf } from "../errors";
import { ObjectStoreError } from "./errors";

/** What limits a wait: `expired` tells an end by time from any other. */
export class Clock {
  expired = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly limitMs: number,
    private readonly onExpired: () => void,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.expired = true;
      this.onExpired();
    }, this.limitMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** What a connection's failure is for whoever reads it. */
  lost(what: string, error: unknown): ObjectStoreError {
    const reason = this.expired ? `no answer for ${this.limitMs / 1000} s` : reasonOf(error);
    return new ObjectStoreError(`${what}: ${reason}`, {
      status: 0,
      code: "Unreachable",
      passing: true,
      hint: "Is the address right, and may this machine or pod reach it (network policy, DNS)?",
    });
  }
}

/**
 * A body piece by piece, with a limit on the silence between two and checked against the length
 * that was announced, so that a connection cut early is never taken for the end.
 */
export async function* piecesOf(
  response: Response,
  what: string,
  silenceMs: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (reader === undefined) return;
  const announced = response.headers.get("content-length");
  const cancel = () => void reader.cancel().catch(() => undefined);
  const clock = new Clock(silenceMs, cancel);
  let arrived = 0;
  try {
    for (;;) {
      clock.start();
      const { done, value } = await reader.read();
      clock.stop();
      if (clock.expired) throw new Error("cancelled");
      if (done) break;
      arrived += value.length;
      yield value;
    }
  } catch (error) {
    throw clock.lost(what, error);
  } finally {
    clock.stop();
    cancel();
  }
  if (announced === null || arrived === Number(announced)) return;
  throw new ObjectStoreError(`${what}: the answer ended after ${arrived} of ${announced} bytes`, {
    status: 0,
    code: "Truncated",
    passing: true,
  });
}

/** A whole small body as text; a longer one is cut. */
export async function textOf(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes = 8 * 1024 * 1024,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    chunks.push(piece);
    size += piece.length;
    if (size > maxBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Node hides why a fetch failed in `cause`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join("; ");
  return cause === undefined ? messageOf(error) : messageOf(cause);
}
