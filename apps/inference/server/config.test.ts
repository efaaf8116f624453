import { describe, expect, it } from "vitest";
import { readConfig } from "./config";

const base = { TOWPATH_ARTIFACT: "/artifact" };
const problemsOf = (env: Record<string, string>): string => {
  try {
    readConfig(env);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe("the settings", () => {
  it("need only an artifact in local, and listen there on the loopback", () => {
    expect(readConfig(base)).toMatchObject({
      AUTH: false,
      HOST: "127.0.0.1",
      PORT: 8080,
      TOWPATH_ENVIRONMENT: "local",
      TOWPATH_LOG_INPUT_TEXT: false,
    });
  });

  it("name every problem at once: variable, found, expected", () => {
    const message = problemsOf({
      PORT: "80000",
      TOWPATH_MAX_BATCH: "many",
      TOWPATH_LOG_INPUT_TEXT: "yes",
      TOWPATH_ARTIFACT_SHA256: "ABC",
    });
    expect(message.split("\n")).toEqual([
      "  TOWPATH_ARTIFACT: not set; expected a directory or a file:// URI of an artifact",
      '  TOWPATH_ARTIFACT_SHA256: found "ABC"; expected 64 lower-case hex digits',
      '  PORT: found "80000"; expected a whole number from 0 to 65535',
      '  TOWPATH_LOG_INPUT_TEXT: found "yes"; expected true or false',
      '  TOWPATH_MAX_BATCH: found "many"; expected a whole number from 1 to 10000',
    ]);
  });

  it("take an empty variable as one that is not set", () => {
    expect(readConfig({ ...base, PORT: "", TOWPATH_AUTH: "" }).PORT).toBe(8080);
  });

  it("refuse an artifact that has to be fetched first", () => {
    expect(problemsOf({ TOWPATH_ARTIFACT: "s3://bucket/a" })).toMatch(/fetch other sources before/);
  });

  it("refuse a drain delay that eats the grace period", () => {
    const message = problemsOf({
      ...base,
      TOWPATH_DRAIN_DELAY_MS: "5000",
      TOWPATH_GRACE_MS: "5000",
    });
    expect(message).toBe(
      '  TOWPATH_DRAIN_DELAY_MS: found "5000"; expected less than TOWPATH_GRACE_MS, which is 5000',
    );
  });
});

describe("who may ask", () => {
  it("has to be said outside local", () => {
    expect(problemsOf({ ...base, TOWPATH_ENVIRONMENT: "prod" })).toMatch(
      /TOWPATH_API_KEYS_FILE: not set; expected a keys file because TOWPATH_ENVIRONMENT is "prod" \(TOWPATH_AUTH=off/,
    );
  });

  it("may be everybody by the named opt-out alone", () => {
    const config = readConfig({ ...base, TOWPATH_ENVIRONMENT: "prod", TOWPATH_AUTH: "off" });
    expect(config).toMatchObject({ AUTH: false, HOST: "0.0.0.0" });
  });

  it("is asked for wherever there is a keys file", () => {
    expect(readConfig({ ...base, TOWPATH_API_KEYS_FILE: "/keys" }).AUTH).toBe(true);
    expect(readConfig({ ...base, TOWPATH_API_KEYS_FILE: "/keys", TOWPATH_AUTH: "off" }).AUTH).toBe(
      false,
    );
  });

  it("cannot be asked for without a keys file", () => {
    expect(problemsOf({ ...base, TOWPATH_AUTH: "on" })).toMatch(/because TOWPATH_AUTH=on/);
  });
});
