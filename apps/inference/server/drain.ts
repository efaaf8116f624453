import { Server as NetServer, type Socket } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { App } from "./app";
import type { Config } from "./config";
import type { Log } from "./log";

/** Ends the server without failing a request that it has taken. */
export class Drain {
  readonly #sockets = new Set<Socket>();
  #begun = false;

  constructor(
    private readonly app: App,
    private readonly config: Config,
    private readonly log: Log,
  ) {
    app.server.server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  /**
   * Not ready at once; after the drain delay no new connection; requests that are being answered,
   * or arrive on an open connection, are answered, each closing its connection; then idle
   * connections are closed. What is left at the grace limit is cut off. Calling it again, as a
   * second Ctrl-C does, cuts off at once.
   * @returns true when this call was the one that ended the server
   */
  async run(signal: string): Promise<boolean> {
    if (this.#begun) {
      this.app.server.server.closeAllConnections();
      return false;
    }
    this.#begun = true;
    this.app.startDraining();
    this.log.event("drain_started", { signal, connections: this.#sockets.size });
    const deadline = setTimeout(() => {
      this.log.event("drain_forced", { connections: this.#sockets.size }, "error");
      this.app.server.server.closeAllConnections();
    }, this.config.TOWPATH_GRACE_MS - this.#margin());

    await sleep(this.config.TOWPATH_DRAIN_DELAY_MS);
    await this.#closeConnections();
    clearTimeout(deadline);
    await this.app.server.close();
    return true;
  }

  async #closeConnections(): Promise<void> {
    // What the kernel has accepted by now is ours: take it before the listening socket goes.
    await nextTurn();
    await nextTurn();
    // Not http's close(): that closes idle connections at once, also one whose next request is on
    // the wire. net's close() only stops listening.
    const closed = new Promise<true>((resolve) => {
      NetServer.prototype.close.call(this.app.server.server, () => {
        resolve(true);
      });
    });
    const closedWithin = (ms: number) => Promise.race([closed, sleep(ms, false)]);
    let done = await closedWithin(this.#margin() * 2);
    while (!done) {
      this.app.server.server.closeIdleConnections();
      for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
      done = await closedWithin(50);
    }
  }

  /** How long an idle connection may still bring a request, and what the end itself may take. */
  #margin(): number {
    return Math.min(250, this.config.TOWPATH_GRACE_MS / 8);
  }
}
