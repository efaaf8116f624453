import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { findNodeTools } from "./node-tools";

const folder = mkdtempSync(join(tmpdir(), "towpath-tools-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function program(name: string): void {
  writeFileSync(join(folder, name), "#!/bin/sh\n");
  chmodSync(join(folder, name), 0o755);
}

test.skipIf(process.platform !== "linux")("a node is had by root with all programs alone", () => {
  const getuid = vi.spyOn(process, "getuid").mockReturnValue(1000);
  const env = { PATH: folder, CNI_PATH: folder };
  expect(findNodeTools(env)).toEqual({ reason: "a real node needs root" });

  getuid.mockReturnValue(0);
  ["unshare", "nsenter", "setpriv", "ldd", "containerd", "ctr"].forEach(program);
  ["loopback", "ptp", "host-local"].forEach(program);
  expect(findNodeTools(env)).toEqual({ reason: "a real node needs the packages runc" });

  program("runc");
  expect(findNodeTools(env)).toEqual({
    containerd: join(folder, "containerd"),
    ctr: join(folder, "ctr"),
    runc: join(folder, "runc"),
    cni: folder,
  });
});
