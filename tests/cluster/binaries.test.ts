import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { CONTROL_PLANE, findBinaries } from "./binaries";
import { buildKey } from "./go-build";

const folder = mkdtempSync(join(tmpdir(), "towpath-binaries-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A folder of programs that know their version and nothing else. */
function programs(name: string, versions: Readonly<Record<string, string>>): string {
  const place = join(folder, name);
  mkdirSync(place);
  for (const [program, version] of Object.entries(versions)) {
    writeFileSync(join(place, program), `#!/bin/sh\necho "Kubernetes ${version}"\n`);
    chmodSync(join(place, program), 0o755);
  }
  return place;
}

const all = (version: string) => Object.fromEntries(CONTROL_PLANE.map((name) => [name, version]));

/** Without Go: what is on PATH here must not matter. */
async function find(env: NodeJS.ProcessEnv) {
  const onProgress = vi.fn();
  const found = await findBinaries(CONTROL_PLANE, { env: { PATH: "", ...env }, onProgress });
  expect(onProgress).not.toHaveBeenCalled();
  return found;
}

test("KUBEBUILDER_ASSETS comes before PATH, when it has all of them", async () => {
  const assets = programs("assets", all("v1.34.1"));
  const path = programs("path", all("v1.33.0"));
  const found = await find({ KUBEBUILDER_ASSETS: assets, PATH: path });
  expect(found).toMatchObject({ source: "KUBEBUILDER_ASSETS", paths: { kwok: `${assets}/kwok` } });
  const some = programs("some", { etcd: "v3", "kube-apiserver": "v1.34.1" });
  const other = await find({ KUBEBUILDER_ASSETS: some, PATH: path });
  expect(other).toMatchObject({ source: "PATH", paths: { etcd: `${path}/etcd` } });
});

test("without any of them and without Go the reason says what is missing where", async () => {
  const some = programs("few", { etcd: "v3" });
  expect(await find({ KUBEBUILDER_ASSETS: some, PATH: some })).toEqual({
    reason:
      "KUBEBUILDER_ASSETS lacks kube-apiserver, kube-controller-manager, kube-scheduler, kwok; " +
      "kube-apiserver, kube-controller-manager, kube-scheduler, kwok not on PATH; " +
      "there is no Go to build them with",
  });
});

test("a scheduler of another minor version than the API server is not taken", async () => {
  const mixed = programs("mixed", { ...all("v1.34.1"), "kube-scheduler": "v1.32.0" });
  const { reason } = (await find({ KUBEBUILDER_ASSETS: mixed })) as { reason: string };
  expect(reason).toContain("KUBEBUILDER_ASSETS: versions differ: kube-apiserver v1.34");
  expect(reason).toContain("kube-scheduler v1.32");
});

test("a Go that is too old for the modules is a reason too, in its own words", async () => {
  const old = join(folder, "old-go");
  mkdirSync(old);
  const complaint = "go: go.mod requires go >= 1.24.0 (running go 1.19.8)";
  writeFileSync(join(old, "go"), `#!/bin/sh\necho '${complaint}' >&2\nexit 1\n`);
  chmodSync(join(old, "go"), 0o755);
  const { reason } = (await find({ PATH: old })) as { reason: string };
  expect(reason).toContain(`Go cannot build them: ${complaint}`);
});

test("what another Go builds is kept apart", () => {
  const key = (version: string) => buildKey({ version, env: {} });
  expect(key("go1.26.8 linux/amd64")).toMatch(/^[0-9a-f]{16}$/);
  expect(key("go1.26.8 linux/amd64")).not.toBe(key("go1.26.8 linux/arm64"));
});
