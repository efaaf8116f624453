import pino from "pino";

/** Where finished log lines go: a file descriptor, or a test's array. */
export interface LineSink {
  /** Takes one or more whole lines. */
  write(lines: string): void;
  /** Resolves when everything written is out, or its reader is too slow. */
  close(): Promise<void>;
  /** Writes what is left at once, before a process that cannot wait any longer ends. */
  closeNow(): void;
}

/** One answered request. Nothing of it holds the input unless `texts` is given. */
export interface RequestRecord {
  /** As JSON, quotes included: escaped once where it is made. */
  readonly requestIdJson: string;
  readonly endpoint: string;
  readonly method: string;
  /** As JSON; "null" while no model is loaded. */
  readonly modelVersionJson: string;
  readonly latencyMs: number;
  readonly status: number;
  readonly errorClass: string | null;
  /** The catalogue's code; null on success. */
  readonly errorCode: string | null;
  /** The API key's name; undefined where no key is asked for. */
  readonly client: string | undefined;
  /** Only under TOWPATH_LOG_INPUT_TEXT. */
  readonly texts: readonly string[] | undefined;
  /** Why a model that asks another server has no answer; never a part of a text. */
  readonly reason: string | undefined;
  /** Stack frames of an unexpected failure, without its message, which may quote the input. */
  readonly frames: readonly string[] | undefined;
}

/** What happened to the process: one line each, flushed at once, because other programs wait for it. */
export type LifecycleEvent =
  | "artifact_loaded"
  | "artifact_refused"
  | "drain_forced"
  | "drain_started"
  | "keys_loaded"
  | "keys_refused"
  | "listen_failed"
  | "listening"
  | "stopped"
  | "unexpected_error";

const FLUSH_BYTES = 16_384;
const FLUSH_MS = 200;

/**
 * The server's log: JSON lines.
 *
 * The request line is put together by hand. It has a fixed set of fields whose values need no
 * escaping (numbers, catalogue words, route names) or were escaped where they were made, so a
 * general serializer would look for what cannot be there: measured, 0.6 µs a line against 4 µs with
 * pino, of about 17 µs that node:http alone takes for a request. pino's destination does the
 * asynchronous writing; it gets lines gathered to 16 KiB, since it measures its buffer anew at every
 * write. At most 16 KiB and 200 ms of lines wait in memory.
 */
export class Log {
  #pending = "";
  readonly #timer: NodeJS.Timeout;
  #timestamp = "";
  #timestampMs = 0;

  constructor(private readonly sink: LineSink) {
    this.#timer = setInterval(() => {
      this.#flush();
    }, FLUSH_MS);
    this.#timer.unref();
  }

  /** Writes the one line of an answered request. */
  request(record: RequestRecord): void {
    let line =
      `{"time":"${this.#now()}","request_id":${record.requestIdJson}` +
      `,"endpoint":"${record.endpoint}","method":"${record.method}"` +
      `,"model_version":${record.modelVersionJson},"latency_ms":${record.latencyMs}` +
      `,"status":${record.status},"error_class":`;
    line +=
      record.errorClass === null
        ? "null"
        : `"${record.errorClass}","error_code":"${record.errorCode ?? ""}"`;
    if (record.client !== undefined) line += `,"client":"${record.client}"`;
    if (record.texts !== undefined) line += `,"input_texts":${JSON.stringify(record.texts)}`;
    if (record.reason !== undefined) line += `,"reason":${JSON.stringify(record.reason)}`;
    if (record.frames !== undefined) line += `,"stack":${JSON.stringify(record.frames)}`;
    this.#pending += `${line}}\n`;
    if (this.#pending.length >= FLUSH_BYTES) this.#flush();
  }

  /** Writes a lifecycle line and flushes it. */
  event(
    event: LifecycleEvent,
    fields: Readonly<Record<string, unknown>> = {},
    level: "info" | "error" = "info",
  ): void {
    this.#pending += `${JSON.stringify({ time: this.#now(), level, event, ...fields })}\n`;
    this.#flush();
  }

  /** Flushes and waits until everything is out; nothing may be logged afterwards. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    await this.sink.close();
  }

  /** Flushes at once, for an end that cannot wait. */
  closeNow(): void {
    clearInterval(this.#timer);
    this.#flush();
    this.sink.closeNow();
  }

  #flush(): void {
    if (this.#pending === "") return;
    const lines = this.#pending;
    this.#pending = "";
    this.sink.write(lines);
  }

  /** The time as RFC 3339; made anew once a millisecond, which thousands of requests share. */
  #now(): string {
    const now = Date.now();
    if (now !== this.#timestampMs) {
      this.#timestampMs = now;
      this.#timestamp = new Date(now).toISOString();
    }
    return this.#timestamp;
  }
}

/** What waits for a reader that is too slow; beyond it lines are dropped and counted, not kept. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/** How long an ending process waits for the reader of its log. */
const MAX_CLOSE_MS = 500;

/**
 * A sink that writes to a file descriptor without making requests wait for it.
 * @param onLost called with the number of bytes that a full disk or a stuck reader cost
 */
export function fileSink(fd: number, onLost: (bytes: number) => void): LineSink {
  const out = pino.destination({ fd, sync: false, minLength: 0, maxLength: MAX_WAITING_BYTES });
  // A log that cannot be written is no reason to stop serving; without a listener it would be.
  out.on("error", () => {
    onLost(0);
  });
  out.on("drop", (lines: string) => {
    onLost(lines.length);
  });
  return {
    write(lines) {
      out.write(lines);
    },
    close() {
      return new Promise((resolve) => {
        const done = () => {
          resolve();
        };
        out.once("close", done);
        out.once("error", done);
        // A reader that no longer reads must not keep the process beyond its grace period.
        setTimeout(done, MAX_CLOSE_MS).unref();
        out.end();
      });
    },
    closeNow() {
      try {
        out.flushSync();
      } catch {
        // The reader has gone; there is nobody left to tell.
      }
    },
  };
}
