import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../digest";
import { InputError } from "../errors";
import { ObjectStore, ObjectStoreError } from "./client";
import { answerError, type FakeS3, startFakeS3 } from "./testing";
import { parseS3Uri } from "./uri";

let s3: FakeS3;
beforeAll(async () => {
  s3 = await startFakeS3({ pageSize: 3 });
});
afterEach(() => {
  s3.fault = undefined;
  s3.objects.clear();
  s3.requests.length = 0;
});
afterAll(() => s3.close());

const store = (env: Record<string, string> = {}, timeoutMs = 5_000) =>
  new ObjectStore({ env: { ...s3.env, ...env }, backoffMs: 1, timeoutMs });

async function failure(promise: Promise<unknown>): Promise<ObjectStoreError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ObjectStoreError);
  return error as ObjectStoreError;
}

describe("objects", () => {
  it("come back as they were written", async () => {
    const bytes = randomBytes(300_000);
    await store().put("s3://models/team a/é+(1)*~'!.bin", bytes);
    expect([...s3.objects.keys()]).toEqual(["models/team a/é+(1)*~'!.bin"]);
    expect(await store().get("s3://models/team a/é+(1)*~'!.bin")).toEqual(bytes);
    expect(await store().head("s3://models/team a/é+(1)*~'!.bin")).toEqual({ bytes: 300_000 });
  });

  it("are written from a file without reading it into memory, and not when it was changed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "towpath-put-"));
    const file = join(folder, "body");
    const bytes = randomBytes(3_000_000);
    writeFileSync(file, bytes);
    const body = { file, bytes: bytes.length, sha256: sha256(bytes) };
    // The first answer is lost: the file is read again.
    let failures = 1;
    s3.fault = (request, response) => {
      if (failures-- <= 0) return false;
      request.resume();
      answerError(response, 503, "SlowDown");
      return true;
    };
    await store().put("s3://models/large.bin", body);
    // By Buffer itself: the test runner compares byte for byte, for 20 s.
    expect(bytes.equals(await store().get("s3://models/large.bin"))).toBe(true);
    const other = { ...body, sha256: sha256("something else") };
    expect((await failure(store().put("s3://models/other.bin", other))).code).toBe(
      "XAmzContentSHA256Mismatch",
    );
    expect(s3.objects.has("models/other.bin")).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it("of any legal key are found under it", async () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
      .filter((text) => !/[/\\\u0000-\u001f]|^\.\.?$/.test(text));
    const keys = fc.array(name, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(keys, async (parts) => {
        const uri = `s3://models/${parts.join("/")}`;
        await store().put(uri, Buffer.from(uri));
        expect(Buffer.from(await store().get(uri)).toString()).toBe(uri);
        const listed = await store().list("s3://models");
        expect(listed.map(({ key }) => key)).toContain(parts.join("/"));
        s3.objects.clear();
      }),
      { numRuns: 40 },
    );
  });

  it("of no bytes are objects too", async () => {
    await store().put("s3://models/empty", new Uint8Array());
    expect(await store().get("s3://models/empty")).toHaveLength(0);
  });

  it("that are not there: head says so, get refuses", async () => {
    expect(await store().head("s3://models/none")).toBeUndefined();
    const error = await failure(store().get("s3://models/none"));
    expect(error).toMatchObject({ status: 404, code: "NoSuchKey", passing: false });
    expect(error.message).toBe(`GET s3://models/none at ${s3.endpoint}: HTTP 404 NoSuchKey: no`);
  });

  it("are taken away, once and again", async () => {
    await store().put("s3://models/a", Buffer.from("x"));
    await store().put("s3://models/ab", Buffer.from("y"));
    for (let times = 0; times < 2; times++) await store().remove("s3://models/a");
    expect([...s3.objects.keys()]).toEqual(["models/ab"]);
  });

  it("too large are refused before they are read", async () => {
    await store().put("s3://models/big", Buffer.alloc(1000));
    await expect(store().get("s3://models/big", 999)).rejects.toThrow(
      "s3://models/big: found 1000 bytes; expected at most 999",
    );
  });

  it("are listed page after page, below a folder and nowhere else", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `a/x ${index}+&<é`);
    for (const name of [...names, "ab/other", "a"])
      s3.objects.set(`models/${name}`, Buffer.from("1"));
    const listed = await store().list("s3://models/a");
    expect(listed).toEqual(
      names.map((key) => ({
        key,
        bytes: 1,
        etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as string,
        modified: "2026-11-21T09:00:00.000Z",
      })),
    );
    expect(s3.requests).toHaveLength(3);
    // Some stores do not escape keys as they are asked to, and do not say that they did.
    s3.fault = (_request, response) => {
      const key = "a/50% of 1+1 &amp; &lt;x&gt; &#39;&#x1F600;&#39;";
      response.end(
        `<ListBucketResult><Contents><Key>${key}</Key><Size>1</Size></Contents><IsTruncated>false</IsTruncated></ListBucketResult>`,
      );
      return true;
    };
    expect((await store().list("s3://models/a")).map(({ key }) => key)).toEqual([
      "a/50% of 1+1 & <x> '😀'",
    ]);
    s3.fault = undefined;
    s3.requests.length = 3;
    // The tag of a listing is that of the bytes that are read.
    const [first] = listed;
    expect((await store().stream(`s3://models/${first?.key ?? ""}`)).etag).toBe(first?.etag);
  });
});

describe("faults", () => {
  it.each([500, 503, 429])("HTTP %i passes: asked again until it works", async (status) => {
    s3.objects.set("models/x", Buffer.from("x"));
    let left = 2;
    s3.fault = (_request, response) => {
      if (left-- === 0) s3.fault = undefined;
      if (left < 0) return false;
      answerError(response, status, "SlowDown");
      return true;
    };
    expect(Buffer.from(await store().get("s3://models/x")).toString()).toBe("x");
    expect(s3.requests).toHaveLength(3);
  });

  it("are not repeated for ever", async () => {
    s3.fault = (_request, response) => {
      answerError(response, 503, "SlowDown");
      return true;
    };
    expect((await failure(store().put("s3://models/x", Buffer.from("x")))).code).toBe("SlowDown");
    expect(s3.requests).toHaveLength(5);
  });

  it("403 stays: not repeated, and the message says what to look at", async () => {
    const error = await failure(store({ AWS_SECRET_ACCESS_KEY: "wrong" }).get("s3://models/x"));
    expect(error).toMatchObject({ status: 403, code: "SignatureDoesNotMatch", passing: false });
    expect(error.hint).toContain("secret key");
    expect(error.message + (error.hint ?? "")).not.toContain("wrong");
    expect(s3.requests).toHaveLength(1);
  });

  it("a body cut short is no object, and is asked for again", async () => {
    s3.objects.set("models/x", Buffer.from("whole"));
    s3.fault = (_request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half");
      setTimeout(() => response.destroy(), 20);
      s3.fault = undefined;
      return true;
    };
    expect(Buffer.from(await store().get("s3://models/x")).toString()).toBe("whole");
  });

  it("silence ends in the time that was given, before the answer and within it", async () => {
    const silent = new ObjectStore({ env: s3.env, retries: 0, timeoutMs: 100 });
    s3.fault = () => true;
    expect((await failure(silent.get("s3://models/x"))).message).toMatch(/no answer for 0.1 s$/);
    s3.fault = (_request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half");
      return true;
    };
    expect((await failure(silent.get("s3://models/x"))).message).toMatch(/no answer for 0.1 s$/);
  });

  it("a store that is not there", async () => {
    const error = await failure(
      store({ AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" }).get("s3://models/x"),
    );
    expect(error).toMatchObject({ status: 0, code: "Unreachable", passing: true });
  });

  it("something that is no store", async () => {
    s3.fault = (_request, response) => {
      response.end("<html>hello</html>");
      return true;
    };
    expect((await failure(store().list("s3://models"))).code).toBe("NotAList");
  });

  it("a redirect is not followed, and tells the region", async () => {
    s3.fault = (_request, response) => {
      response.writeHead(301, {
        location: "http://127.0.0.1:9/",
        "x-amz-bucket-region": "eu-west-3",
      });
      response.end();
      return true;
    };
    const error = await failure(store().get("s3://models/x"));
    expect(error.message).toContain("the bucket is in eu-west-3");
    expect(error.hint).toContain("AWS_REGION");
  });
});

describe("settings and addresses that cannot be right", () => {
  it.each(["ftp://x", "not a url", "http://user:secret@host"])("endpoint %s", (endpoint) => {
    expect(() => store({ AWS_ENDPOINT_URL_S3: endpoint })).toThrow(/AWS_ENDPOINT_URL_S3: expected/);
    expect(() => store({ AWS_ENDPOINT_URL_S3: endpoint })).not.toThrow(/secret/);
  });

  it.each([
    "models/x",
    "https://models/x",
    "s3:///x",
    "s3://M/x",
    "s3://models/../x",
    "s3://models/a//b",
    "s3://models/a\\b",
    "s3://models/a\u0000",
    "s3://models/\ud800",
  ])("URI %j", (uri) => {
    expect(() => parseS3Uri(uri)).toThrow(InputError);
  });

  it("a bucket is no object", async () => {
    await expect(store().get("s3://models")).rejects.toThrow(/expected an object's, with a key/);
  });
});
