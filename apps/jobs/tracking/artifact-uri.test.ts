import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../lib/errors";
import { artifactPath, parseArtifactUri, proxiedUri, urlPath } from "./artifact-uri";

describe("parseArtifactUri", () => {
  it.each([
    ["mlflow-artifacts:/1/ab/artifacts", { kind: "proxied", path: "1/ab/artifacts" }],
    ["mlflow-artifacts:///1/ab", { kind: "proxied", path: "1/ab" }],
    ["mlflow-artifacts:/", { kind: "proxied", path: "" }],
    ["mlflow-artifacts://host:5000/1", { kind: "proxied", authority: "host:5000", path: "1" }],
    ["file:///srv/a%20b", { kind: "file", path: "/srv/a b" }],
    ["file:/srv/x", { kind: "file", path: "/srv/x" }],
    ["/srv/x", { kind: "file", path: "/srv/x" }],
    ["s3://bucket/a/b", { kind: "s3", bucket: "bucket", key: "a/b" }],
    ["s3://bucket", { kind: "s3", bucket: "bucket", key: "" }],
    ["gs://bucket/x", { kind: "other", scheme: "gs" }],
    ["http://host/api", { kind: "other", scheme: "http" }],
  ])("%s", (uri, expected) => {
    expect(parseArtifactUri(uri)).toEqual({ ...expected });
  });

  it.each([
    "",
    "relative/path",
    "mlflow-artifacts:/1/../2",
    "mlflow-artifacts:/1//2",
    "mlflow-artifacts:/1/a\\b",
    "mlflow-artifacts:/1/a\u0000",
    "s3:///key",
    "s3://bucket/../x",
    "file://%zz/x",
  ])("refuses %j", (uri) => {
    expect(() => parseArtifactUri(uri)).toThrow(InputError);
  });

  it("never throws anything but InputError, and never gives a path that leaves its root", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string().map((text) => `mlflow-artifacts:/${text}`),
      fc.array(fc.constantFrom("..", ".", "", "a", "%2e%2e"), { maxLength: 5 }).map((parts) => {
        return `mlflow-artifacts://h/${parts.join("/")}`;
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const place = parseArtifactUri(text);
          if (place.kind !== "proxied" || place.path === "") return;
          expect(place.path.split("/")).not.toContain("..");
          expect(place.path.split("/")).not.toContain("");
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

const name = fc
  .string({ minLength: 1, unit: "grapheme" })
  .filter((text) => !/[/\\\u0000-\u001f]/.test(text) && text !== "." && text !== "..");

describe("paths", () => {
  it("are read back from the URI that holds them", () => {
    const authority = fc.option(fc.constantFrom("host", "host:5000"), { nil: undefined });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), authority, (parts, host) => {
        const path = artifactPath(...parts);
        expect(parseArtifactUri(proxiedUri(path, host))).toEqual({
          kind: "proxied",
          authority: host,
          path,
        });
      }),
    );
  });

  it("come back from a URL as they were, segment by segment", () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (parts) => {
        const url = new URL(`http://h/root/${urlPath(artifactPath(...parts))}`);
        const back = url.pathname.split("/").slice(2).map(decodeURIComponent);
        expect(back).toEqual(parts);
      }),
    );
  });

  it("join and refuse", () => {
    expect(artifactPath("", "a/", "b")).toBe("a/b");
    expect(() => artifactPath("a", "../b")).toThrow(InputError);
  });
});
