import { once } from "node:events";
import * as net from "node:net";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ask, bundleServer, killAll, listening, predict, raw } from "./testing-process";

beforeAll(bundleServer);
afterEach(killAll);

const anyString: unknown = expect.any(String);

describe("clients that misbehave", () => {
  it("a slow client gets 408, logged once; others are not disturbed", async () => {
    const { port, lines } = await listening({
      TOWPATH_REQUEST_TIMEOUT_MS: "400",
      TOWPATH_CONNECTION_CHECK_MS: "50",
    });
    const head =
      "POST /predict HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n" +
      'x-request-id: slow"1\r\ncontent-length: 1000\r\n\r\n{';
    const socket = net.connect(port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("error", () => undefined);
    const closed = once(socket, "close");
    socket.write(head);
    const dribble = setInterval(() => socket.write(" "), 40);
    while (!socket.destroyed) expect((await predict(port)).status).toBe(200);
    clearInterval(dribble);
    await closed;
    expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(text).toContain('"code":"request_timeout"');
    expect(text).toContain('"request_id":"slow\\"1"');
    await vi.waitFor(() => {
      const slow = lines().filter((line) => line.request_id === 'slow"1');
      expect(slow).toMatchObject([{ endpoint: "/predict", status: 408, error_class: "timeout" }]);
    });
  });

  it("a client that goes away in its request is one line, and nothing else happens", async () => {
    const { port, lines } = await listening();
    const head =
      "POST /predict HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n" +
      "x-request-id: gone\r\ncontent-length: 1000\r\n\r\n{";
    const socket = net.connect(port, "127.0.0.1");
    socket.write(head, () => socket.resetAndDestroy());
    await vi.waitFor(() => {
      const gone = lines().filter((line) => line.request_id === "gone");
      // Node tells a reset from an end only sometimes: 499 client_closed or 400 bad_request.
      expect(gone).toMatchObject([{ endpoint: "/predict", error_class: "client" }]);
    });
    expect((await predict(port)).status).toBe(200);
  });

  it("100 malformed requests: each a 4xx with the stable body, counted; the process lives", async () => {
    const { port, lines } = await listening();
    const json = "POST /predict HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
    const malformed: (string | Buffer)[] = [
      "GARBAGE\r\n\r\n",
      "GET /health HTTP/9.9\r\n\r\n",
      "GET  HTTP/1.1\r\n\r\n",
      "POST /predict HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
      "POST /predict HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
      `${json}transfer-encoding: chunked\r\n\r\nZZ\r\n{}\r\n`,
      `GET /health HTTP/1.1\r\nx: ${"a".repeat(20_000)}\r\n\r\n`,
      `${json}content-length: 3\r\nconnection: close\r\n\r\n{"a`,
      Buffer.from([0x16, 0x03, 0x01, 0x00, 0xa5, 0x01, 0x00]),
      "CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n",
    ];
    const statuses: number[] = [];
    for (let round = 0; round < 10; round++) {
      const texts = await Promise.all(malformed.map((bytes) => raw(port, bytes, false)));
      for (const text of texts) {
        statuses.push(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]));
        const body: unknown = JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4));
        expect(body).toMatchObject({
          error: { code: anyString, request_id: anyString },
        });
      }
    }
    expect(statuses).toHaveLength(100);
    expect([...new Set(statuses)].sort()).toEqual([400, 405, 431]);
    await vi.waitFor(() => {
      expect(lines().filter((line) => line.error_class === "client")).toHaveLength(100);
    });
    const metrics = await ask(port, { path: "/metrics" });
    expect(metrics.body).toMatch(
      /towpath_requests_total\{endpoint="other",status="431",error_class="client"\} 10\n/,
    );
  });
});
