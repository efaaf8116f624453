import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../../lib/digest";
import { InputError } from "../../lib/errors";
import { readBaselines } from "./baseline-files";
import { loadService } from "./load";

const SERVICE = loadService(process.cwd(), "support-triage").value;
const FOLDER = SERVICE.baseline.artifact.uri;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "towpath-baseline-"));
  cpSync(FOLDER, join(root, FOLDER), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const read = (from: string) => readBaselines(from, { "support-triage": SERVICE });

describe("readBaselines", () => {
  it("carries every byte of the committed artifact", () => {
    const files = read(process.cwd())["support-triage"] ?? {};
    expect(Object.keys(files).sort()).toEqual(["manifest.json", "model.json"]);
    expect(sha256(files["manifest.json"] ?? "")).toBe(SERVICE.baseline.artifact.sha256);
  });

  it.each([
    [
      "no file that the manifest names",
      () => {
        rmSync(join(root, FOLDER, "model.json"));
      },
      /ENOENT/,
    ],
    [
      "bytes that are no text",
      () => {
        writeFileSync(join(root, FOLDER, "model.json"), Buffer.from([0xff, 0xfe]));
      },
      /model\.json is not UTF-8/,
    ],
    [
      "more than a ConfigMap holds",
      () => {
        writeFileSync(join(root, FOLDER, "model.json"), "x".repeat(950_000));
      },
      /more than 900000/,
    ],
    [
      "a manifest that names a file outside",
      () => {
        writeFileSync(join(root, FOLDER, "manifest.json"), '{"files":{"../secret":{}}}');
      },
      /cannot be carried/,
    ],
  ])("refuses a baseline with %s, naming its place", (_, spoil, reason) => {
    spoil();
    expect(() => read(root)).toThrow(InputError);
    expect(() => read(root)).toThrow(
      /^stacks\/services\/support-triage\.yaml: baseline\.artifact\.uri/,
    );
    expect(() => read(root)).toThrow(reason);
  });
});
