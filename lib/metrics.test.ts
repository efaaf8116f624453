import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "./digest";
import { RefusedError } from "./errors";
import { sendMetrics } from "./metrics";
import { sign } from "./object-store/sign";

const KEY = { accessKeyId: "AKIDTEST", secretAccessKey: "a-made-up-secret", sessionToken: "t/+=" };
const NOW = new Date("2026-11-21T09:00:00Z");

/** A loopback CloudWatch: it lets in only what is signed by its key, and answers as it is told. */
let server: Server;
let answers: [number, string][] = [];
let seen: URLSearchParams[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const [status, code] = isSigned(request, body)
        ? (answers.shift() ?? [200, ""])
        : [403, "SignatureDoesNotMatch"];
      if (status === 200) seen.push(new URLSearchParams(body));
      response.writeHead(status, { "content-type": "text/xml" });
      response.end(`<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(() => {
  answers = [];
  seen = [];
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function isSigned(request: IncomingMessage, body: string): boolean {
  const url = new URL(request.url ?? "", `http://${request.headers.host ?? ""}`);
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  const signable = { method: request.method ?? "", url, headers, bodySha256: sha256(body) };
  const { authorization } = sign(signable, KEY, "eu-test-1", NOW, "monitoring");
  return request.headers.authorization === authorization;
}

const envOf = (secret = KEY.secretAccessKey) => ({
  AWS_ACCESS_KEY_ID: KEY.accessKeyId,
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_SESSION_TOKEN: KEY.sessionToken,
  AWS_REGION: "eu-test-1",
  AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
});
const send = (env: NodeJS.ProcessEnv = envOf()) =>
  sendMetrics(
    "Towpath/prod recovery",
    { BackupAgeHours: 1.5, DrillAgeHours: 168 },
    { env, now: () => NOW, backoffMs: 1 },
  );

describe("metrics", () => {
  it("are sent as PutMetricData wants them, signed for CloudWatch", async () => {
    await send();
    expect(Object.fromEntries(seen[0] ?? [])).toEqual({
      Action: "PutMetricData",
      Version: "2010-08-01",
      Namespace: "Towpath/prod recovery",
      "MetricData.member.1.MetricName": "BackupAgeHours",
      "MetricData.member.1.Value": "1.5",
      "MetricData.member.1.Timestamp": "2026-11-21T09:00:00.000Z",
      "MetricData.member.1.Unit": "None",
      "MetricData.member.2.MetricName": "DrillAgeHours",
      "MetricData.member.2.Value": "168",
      "MetricData.member.2.Timestamp": "2026-11-21T09:00:00.000Z",
      "MetricData.member.2.Unit": "None",
    });
  });

  it("are sent again when CloudWatch is busy, and given up in the end", async () => {
    answers = [
      [400, "Throttling"],
      [503, "ServiceUnavailable"],
    ];
    await send();
    expect(seen).toHaveLength(1);
    answers = Array.from({ length: 3 }, () => [500, "InternalFailure"]);
    await expect(send()).rejects.toThrow(/HTTP 500 InternalFailure/);
    expect(answers).toEqual([]);
  });

  it("are refused at once when the identity may not, or the key is another one", async () => {
    answers = [
      [403, "AccessDenied"],
      [200, ""],
    ];
    await expect(send()).rejects.toThrow(RefusedError);
    expect(answers).toHaveLength(1);
    await expect(send(envOf("another"))).rejects.toThrow(/HTTP 403 SignatureDoesNotMatch/);
  });
});
