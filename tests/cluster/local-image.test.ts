import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeImage } from "./local-image";

const folder = mkdtempSync(join(tmpdir(), "towpath-image-test-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const json = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;

test.skipIf(process.platform !== "linux")("an image is an OCI layout that holds what runs", () => {
  const program = "/usr/bin/env";
  const archive = writeImage(
    { name: "towpath.invalid/env:local", programs: [program], entrypoint: [program, "true"] },
    folder,
  );
  // Nothing but the archive is left.
  expect(readdirSync(folder)).toEqual([archive.split("/").at(-1)]);
  const layout = mkdtempSync(join(folder, "layout-"));
  execFileSync("tar", ["-C", layout, "-xf", archive]);
  expect(json(join(layout, "oci-layout"))).toEqual({ imageLayoutVersion: "1.0.0" });

  const blob = (digest: string) => join(layout, "blobs", ...digest.split(":"));
  for (const name of readdirSync(join(layout, "blobs", "sha256"))) {
    const content = readFileSync(join(layout, "blobs", "sha256", name));
    expect(createHash("sha256").update(content).digest("hex")).toBe(name);
  }
  const { manifests } = json(join(layout, "index.json")) as {
    manifests: { digest: string; size: number; annotations: Record<string, string> }[];
  };
  const [described] = manifests;
  expect(described?.annotations).toEqual({
    "io.containerd.image.name": "towpath.invalid/env:local",
  });
  const manifest = json(blob(described?.digest ?? "")) as {
    config: { digest: string };
    layers: { digest: string; size: number }[];
  };
  const [layer] = manifest.layers;
  expect(json(blob(manifest.config.digest))).toMatchObject({
    os: "linux",
    config: { Entrypoint: [program, "true"] },
    rootfs: { diff_ids: [layer?.digest] },
  });

  // The program runs with what is in the layer: its loader and its libraries came along.
  const root = mkdtempSync(join(folder, "root-"));
  execFileSync("tar", ["-C", root, "-xf", blob(layer?.digest ?? "")]);
  expect(existsSync(join(root, program))).toBe(true);
  const needed = execFileSync("ldd", [program], { encoding: "utf8" }).match(/\/\S+(?= \()/g) ?? [];
  expect(needed.length).toBeGreaterThan(0);
  for (const library of needed) expect(existsSync(join(root, library)), library).toBe(true);
});
