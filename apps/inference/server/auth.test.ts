import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as crypto from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { sha256 } from "../../../lib/digest";
import { KeyFile, parseKeys } from "./auth";
import { predictRequest, temporaryDirectory, testApp } from "./testing";

vi.mock("node:crypto", async (original) => {
  const real = await original<typeof crypto>();
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});

let path: string;
const write = (...keys: [name: string, key: string][]) => {
  writeFileSync(path, keys.map(([name, key]) => `${name} sha256:${sha256(key)}\n`).join(""));
};
beforeEach(() => {
  path = join(temporaryDirectory(), "keys");
  write(["web", "k-web"], ["batch", "k-batch"]);
});

describe("a keys file", () => {
  it("holds a name and a digest a line, comments and empty lines", () => {
    const digest = sha256("x");
    expect(parseKeys(`# team\n\n  web   sha256:${digest}\r\n`)).toEqual([
      { name: "web", digest: Buffer.from(digest, "hex") },
    ]);
  });

  it("is refused by line number, without repeating a line that may be a key", () => {
    const wrong = `web sha256:${sha256("x")}\nmy-secret-key\nweb2 sha256:short\n`;
    expect(() => parseKeys(wrong)).toThrow(/^line 2, 3: expected/);
    expect(() => parseKeys(wrong)).not.toThrow(/my-secret-key/);
  });

  it("keeps the keys from before when the new file is wrong, and drops those it leaves out", () => {
    const keys = new KeyFile(path);
    keys.reload();
    writeFileSync(path, "broken");
    expect(() => keys.reload()).toThrow(/line 1/);
    expect(keys.authenticate("Bearer k-web")).toBe("web");
    write(["batch", "k-batch"]);
    expect(keys.reload()).toEqual(["batch"]);
    expect(() => keys.authenticate("Bearer k-web")).toThrow();
  });

  it("compares every key in constant time, whichever fits", () => {
    const keys = new KeyFile(path);
    keys.reload();
    const compare = vi.mocked(crypto.timingSafeEqual);
    for (const header of ["Bearer k-web", "Bearer k-batch", "Bearer nobody"]) {
      compare.mockClear();
      try {
        keys.authenticate(header);
      } catch {
        // "nobody" is refused; what counts is how often was compared.
      }
      expect(compare).toHaveBeenCalledTimes(2);
    }
  });
});

describe("/predict with keys", () => {
  const appWithKeys = () => {
    const keys = new KeyFile(path);
    keys.reload();
    return testApp({ keys, env: { TOWPATH_API_KEYS_FILE: path, TOWPATH_ENVIRONMENT: "prod" } });
  };

  it("answers a known key and logs its name, never the key", async () => {
    const app = await appWithKeys();
    const headers = { authorization: "Bearer k-batch" };
    const answer = await app.server.inject(predictRequest({ text: "hello" }, headers));
    expect(answer.statusCode).toBe(200);
    expect(app.requests()).toMatchObject([{ client: "batch", status: 200 }]);
    expect(app.logText()).not.toContain("k-batch");
  });

  it.each([undefined, "", "Bearer", "Bearer wrong", "Basic k-web", "k-web"])(
    "refuses the header %s before it reads the body",
    async (authorization) => {
      const app = await appWithKeys();
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await app.server.inject(predictRequest("{not json", headers));
      expect(answer.statusCode).toBe(401);
      expect(answer.headers["www-authenticate"]).toBe("Bearer");
      expect(answer.json()).toMatchObject({ error: { code: "unauthorized" } });
      expect(app.requests()).toMatchObject([{ status: 401, error_class: "auth" }]);
    },
  );

  it("leaves probes and metrics open", async () => {
    const app = await appWithKeys();
    for (const url of ["/health", "/ready", "/metrics", "/openapi.json"]) {
      expect((await app.server.inject(url)).statusCode).toBe(200);
    }
  });
});
