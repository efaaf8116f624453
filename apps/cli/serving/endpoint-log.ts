import { closeSync, openSync, readSync, statSync } from "node:fs";
import { parseEvent, type ServerEvent } from "../../inference/client/event";

/** The log of an endpoint from one start on. */
export class EndpointLog {
  private readonly from: number;

  /** Remembers where the file ends now: what comes after is the next start's. */
  constructor(readonly path: string) {
    this.from = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** What the server said since, line by line; the first 64 KiB, which a start never fills. */
  lines(): string[] {
    const bytes = Buffer.alloc(65_536);
    const file = openSync(this.path, "r");
    try {
      const read = readSync(file, bytes, 0, bytes.length, this.from);
      return bytes.toString("utf8", 0, read).trim().split("\n");
    } finally {
      closeSync(file);
    }
  }

  events(): ServerEvent[] {
    return this.lines().map(parseEvent);
  }

  /** For a message: its last lines. */
  lastWords(): string {
    return `Its log, ${this.path}, ends with:\n${this.lines().slice(-3).join("\n")}`;
  }
}
