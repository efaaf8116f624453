import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A way for pods to a server that listens on loopback alone. */
export interface Relay {
  /** What pods call it. */
  readonly uri: string;
  close(): Promise<void>;
}

/**
 * Passes requests on to a server on loopback, under that server's own name: MLflow answers to no
 * other. When the server is gone, the connection is broken off, as it would be without a relay.
 * @param host the address to listen on, which pods reach and nobody outside the machine
 * @param target `http://127.0.0.1:port`
 */
export async function startRelay(host: string, target: string): Promise<Relay> {
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? "/", target);
    const headers = { ...incoming.headers, host: url.host };
    const call = request(url, { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.once("error", () => outgoing.destroy());
    });
    call.once("error", () => outgoing.destroy());
    incoming.pipe(call);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    uri: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
