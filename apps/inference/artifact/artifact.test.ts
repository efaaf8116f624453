import { readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/digest";
import { sealRule, temporaryDirectory } from "../server/testing";
import { loadArtifact } from "./load";
import { readArtifact } from "./read";
import { sealArtifact } from "./seal";

let dir: string;
beforeEach(() => {
  dir = temporaryDirectory();
});

const path = (name: string) => join(dir, name);

/** Changes manifest.json as text, keeping it JSON. */
function editManifest(edit: (manifest: Record<string, unknown>) => void): void {
  const manifest = JSON.parse(readFileSync(path("manifest.json"), "utf8")) as Record<
    string,
    unknown
  >;
  edit(manifest);
  writeFileSync(path("manifest.json"), JSON.stringify(manifest));
}

describe("a sealed artifact", () => {
  it("reads back: manifest, checksum, bytes", () => {
    const sealed = sealRule(dir);
    const artifact = readArtifact(dir);
    expect(artifact.manifest).toEqual(sealed.manifest);
    expect(artifact.manifestSha256).toBe(sealed.manifestSha256);
    expect(artifact.manifestSha256).toBe(sha256(readFileSync(path("manifest.json"))));
    expect(Buffer.from(artifact.file("model.json"))).toEqual(readFileSync(path("model.json")));
  });

  it("is pretty JSON with a newline at its end", () => {
    const { manifest } = sealRule(dir);
    expect(readFileSync(path("manifest.json"), "utf8")).toBe(
      `${JSON.stringify(manifest, null, 2)}\n`,
    );
  });

  it("may be named by a file:// URI", () => {
    sealRule(dir);
    expect(loadArtifact(pathToFileURL(dir).href).manifest.model_version).toBe("v1");
  });

  it("is used as it was read: what changes on disk later changes nothing", () => {
    sealRule(dir);
    const artifact = readArtifact(dir);
    const before = Buffer.from(artifact.file("model.json"));
    writeFileSync(path("model.json"), "other");
    expect(Buffer.from(artifact.file("model.json"))).toEqual(before);
  });

  it("is read through a link to the version that the link names", () => {
    const real = join(dir, "real");
    sealRule(real, "v7");
    symlinkSync(real, path("current"));
    expect(readArtifact(path("current")).manifest.model_version).toBe("v7");
  });

  it("is not written at all with a file name that leaves the directory", () => {
    const meta = sealRule(dir).manifest;
    const outside = new Map([
      ["model.json", "{}"],
      ["../x", ""],
    ]);
    const target = join(dir, "new");
    expect(() => sealArtifact(target, outside, meta)).toThrow(/plain file name|files/);
    expect(() => readFileSync(join(target, "model.json"))).toThrow(/ENOENT/);
  });
});

describe("a refused artifact says which file, what was found, what was expected", () => {
  it.each<[string, () => void, RegExp]>([
    [
      "corrupted file",
      () => {
        const bytes = readFileSync(path("model.json"));
        bytes[5] = 0x21;
        writeFileSync(path("model.json"), bytes);
      },
      /^model\.json: found sha256 [0-9a-f]{64}; expected [0-9a-f]{64}$/,
    ],
    [
      "shorter file",
      () => {
        truncateSync(path("model.json"), 10);
      },
      /^model\.json: found 10 bytes; expected \d+$/,
    ],
    [
      "longer file",
      () => {
        writeFileSync(path("model.json"), "x".repeat(5000));
      },
      /^model\.json: found 5000 bytes; expected at most \d+$/,
    ],
    [
      "missing file",
      () => {
        rmSync(path("model.json"));
      },
      /^model\.json: cannot be read: ENOENT/,
    ],
    [
      "missing manifest",
      () => {
        rmSync(path("manifest.json"));
      },
      /^manifest\.json: cannot be read/,
    ],
    [
      "truncated manifest",
      () => {
        truncateSync(path("manifest.json"), 40);
      },
      /^manifest\.json: found 40 bytes that are not JSON/,
    ],
    [
      "manifest that is no manifest",
      () => {
        writeFileSync(path("manifest.json"), "x".repeat(2 * 1024 * 1024));
      },
      /^manifest\.json: found 2097152 bytes; expected at most/,
    ],
    [
      "wrong contract",
      () => {
        editManifest((manifest) => (manifest.contract = "text-classification/v2"));
      },
      /found contract "text-classification\/v2"; expected "text-classification\/v1"/,
    ],
    [
      "wrong format",
      () => {
        editManifest((manifest) => (manifest.format = "other/v1"));
      },
      /^manifest\.json: format: .*found "other\/v1"/,
    ],
    [
      "unknown kind",
      () => {
        editManifest((manifest) => (manifest.kind = "oracle"));
      },
      /^manifest\.json: found kind "oracle"; expected one of rule/,
    ],
    [
      "missing field",
      () => {
        editManifest((manifest) => delete manifest.model_version);
      },
      /^manifest\.json: model_version: .*\(missing\)/,
    ],
    [
      "unknown field",
      () => {
        editManifest((manifest) => (manifest.surprise = 1));
      },
      /^manifest\.json: .*surprise/,
    ],
    [
      "path that leaves the directory",
      () => {
        editManifest((manifest) => {
          const files = manifest.files as Record<string, unknown>;
          files["../../etc/passwd"] = { sha256: "0".repeat(64), bytes: 1 };
        });
      },
      /^manifest\.json: files\.\.\.\/\.\.\/etc\/passwd: /,
    ],
    [
      "no model.json in the manifest",
      () => {
        editManifest((manifest) => (manifest.files = {}));
      },
      /^manifest\.json: files: expected an entry for model\.json/,
    ],
  ])("%s", (_name, damage, message) => {
    sealRule(dir);
    damage();
    expect(() => loadArtifact(dir)).toThrow(message);
  });

  it("another manifest than the expected one", () => {
    const { manifestSha256 } = sealRule(dir);
    expect(loadArtifact(dir, { expectedSha256: manifestSha256 }).manifestSha256).toBe(
      manifestSha256,
    );
    expect(() => loadArtifact(dir, { expectedSha256: "a".repeat(64) })).toThrow(
      `manifest.json: found sha256 ${manifestSha256}; expected ${"a".repeat(64)}`,
    );
  });

  it("a model.json that its kind does not know", () => {
    sealRule(dir, "v1", { kind: "rule", min_words: "many" });
    expect(() => loadArtifact(dir)).toThrow(/^model\.json: does not fit kind rule: min_words: /);
  });

  it("a file that the manifest does not name", () => {
    sealRule(dir);
    expect(() => readArtifact(dir).file("weights.bin")).toThrow(
      "weights.bin: not named by manifest.json, which names model.json",
    );
  });

  it("a source that is neither a directory nor a file:// URI", () => {
    expect(() => readArtifact("s3://bucket/x")).toThrow(/expected a directory or a file:\/\/ URI/);
  });
});
