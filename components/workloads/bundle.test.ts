import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { named, run } from "../testing";
import { sha256 } from "../../lib/digest";
import { bundleParts, mountedBundle } from "./bundle";
import { MOST_BUNDLE_BYTES, readBundle } from "./bundle-source";

const declare = (content: string) =>
  run(
    () =>
      mountedBundle(
        { file: "inference.js", content, sha256: sha256(content) },
        { namespace: "serving", labels: {} },
        {},
      ),
    {},
  );

describe("readBundle", () => {
  it.each(["inference", "fetch"] as const)(
    "reads dist/%s.js, small enough for a ConfigMap",
    (name) => {
      const bundle = readBundle(process.cwd(), name);
      expect(bundle.file).toBe(`${name}.js`);
      expect(bundle.sha256).toBe(sha256(bundle.content));
      expect(Buffer.byteLength(bundle.content)).toBeLessThan(MOST_BUNDLE_BYTES);
      console.log(`${bundle.file}: ${Buffer.byteLength(bundle.content)} bytes`);
    },
  );

  it("refuses one that no ConfigMap holds", () => {
    const root = mkdtempSync(join(tmpdir(), "towpath-bundle-"));
    mkdirSync(join(root, "dist"));
    mkdirSync(join(root, "scripts"));
    writeFileSync(join(root, "scripts/build.js"), "exports.isStale = () => false;");
    writeFileSync(join(root, "dist/fetch.js"), "x".repeat(MOST_BUNDLE_BYTES + 1));
    expect(() => readBundle(root, "fetch")).toThrow(
      "dist/fetch.js: found 900001 bytes; expected at most 900000",
    );
    rmSync(root, { recursive: true });
  });
});

describe("mountedBundle", () => {
  it("names a ConfigMap by its content, for good", async () => {
    const names = await Promise.all(
      ["one", "two"].map(async (content) => {
        const name = `bundle-inference-${sha256(content).slice(0, 12)}`;
        const { inputs } = named((await declare(content)).all, name);
        expect(inputs).toMatchObject({
          immutable: true,
          metadata: { name },
          data: { "inference.js": content },
        });
        return name;
      }),
    );
    expect(new Set(names).size).toBe(2);
  });

  it("is started where it is mounted", async () => {
    const { value } = await declare("one");
    const { mount, command } = bundleParts(value);
    expect(command).toEqual(["node", `${mount.mountPath as string}/inference.js`]);
  });
});
