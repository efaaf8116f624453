/** A lifecycle line of the server's log. */
export interface ServerEvent {
  readonly event?: string;
  readonly pid?: number;
  readonly port?: number;
  readonly reason?: string;
}

/** A log line as an event; an empty one for what is not JSON. */
export function parseEvent(line: string): ServerEvent {
  try {
    return JSON.parse(line) as ServerEvent;
  } catch {
    return {};
  }
}
