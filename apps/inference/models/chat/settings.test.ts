import { describe, expect, it } from "vitest";
import { readConfig } from "../../server/config";
import { upstreamFrom } from "./settings";

describe("upstream settings", () => {
  it("are none without an address", () => {
    expect(upstreamFrom({ PATH: "/bin", TOWPATH_UPSTREAM_URL: "" })).toBeUndefined();
    expect(readConfig({ TOWPATH_ARTIFACT: "/a" }).UPSTREAM).toBeUndefined();
  });

  it("have defaults, the same for the server and for the commands", () => {
    const env = { TOWPATH_UPSTREAM_URL: "http://vllm.team.svc:8000/" };
    const expected = {
      url: "http://vllm.team.svc:8000",
      keyFile: undefined,
      timeoutMs: 8000,
      maxInFlight: 64,
      healthIntervalMs: 2000,
    };
    expect(upstreamFrom(env)).toEqual(expected);
    expect(readConfig({ TOWPATH_ARTIFACT: "/a", ...env }).UPSTREAM).toEqual(expected);
  });

  it.each([
    "vllm:8000",
    "ftp://vllm",
    "http://user:secret@vllm",
    "http://vllm/v1",
    "http://vllm/v1/",
    "http://vllm/?x=1",
  ])("refuse the address %s", (url) => {
    expect(() => upstreamFrom({ TOWPATH_UPSTREAM_URL: url })).toThrow(
      /TOWPATH_UPSTREAM_URL: expected an http\(s\) URL/,
    );
  });

  it("refuse a time limit beyond the request's", () => {
    const env = {
      TOWPATH_ARTIFACT: "/a",
      TOWPATH_UPSTREAM_URL: "http://vllm",
      TOWPATH_UPSTREAM_TIMEOUT_MS: "10000",
    };
    expect(() => readConfig(env)).toThrow(
      'TOWPATH_UPSTREAM_TIMEOUT_MS: found "10000"; expected less than TOWPATH_REQUEST_TIMEOUT_MS, which is 10000',
    );
  });
});
