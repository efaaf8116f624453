import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureVenv, isWhole, requirementsFile } from "./venv";

/*
 * With a stand-in for Python that makes a "venv" of a copy of itself and logs what it is asked to
 * do: these are the rules around an install; a real one is what server.test.ts starts from.
 */
const STAND_IN = `#!/bin/sh
echo "$0 $*" >> "$CALLS"
case "$*" in
  *" -c "*) echo '{"version":[3,12,0],"missing":[]}' ;;
  *" -m venv "*) for last; do :; done; mkdir -p "$last/bin"; cp "$0" "$last/bin/python" ;;
  *" -m pip "*)
    [ -n "$SLOW" ] && sleep 0.3
    if [ -e "$FAIL" ]; then echo "ERROR: no index in reach" >&2; exit 1; fi
    echo "Collecting mlflow==3.17.0"; echo "Installing collected packages: mlflow" ;;
esac
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath-venv-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function setUp() {
  const place = (name: string) => join(folder, name);
  writeFileSync(place("python"), STAND_IN);
  chmodSync(place("python"), 0o755);
  writeFileSync(place("requirements.txt"), "mlflow==3.17.0\n");
  writeFileSync(place("calls"), "");
  const progress: string[] = [];
  const options = {
    venv: place("venv"),
    logs: place("logs"),
    requirements: place("requirements.txt"),
    env: {
      PATH: process.env.PATH,
      TOWPATH_PYTHON: place("python"),
      CALLS: place("calls"),
      FAIL: place("fail"),
      SLOW: "1",
    },
    onProgress: (detail: string) => progress.push(detail),
  };
  const installs = () => readFileSync(place("calls"), "utf8").split(" -m pip ").length - 1;
  return { place, options, progress, installs };
}

describe.skipIf(process.platform === "win32")("ensureVenv", () => {
  it("installs once, from wheels with hashes, and then starts no process", async () => {
    const { place, options, progress, installs } = setUp();
    expect(await ensureVenv(options)).toBe(join(options.venv, "bin", "python"));
    const calls = readFileSync(place("calls"), "utf8");
    expect(calls).toContain("--require-hashes");
    expect(calls).toContain("--only-binary :all:");
    expect(progress).toContain("first use: making an environment with Python 3.12.0");
    expect(progress).toContain("first use: fetching MLflow, package 1");
    await ensureVenv(options);
    expect(readFileSync(place("calls"), "utf8")).toBe(calls);
    expect(installs()).toBe(1);
  });

  it("installs once for two that ask together", async () => {
    const { options, installs } = setUp();
    await Promise.all([ensureVenv(options), ensureVenv(options)]);
    expect(installs()).toBe(1);
  });

  it("does it again after another lock, another Python, or an install that was cut off", async () => {
    const { place, options, installs } = setUp();
    // Cut off: a folder without a stamp, and what was in it must go.
    mkdirSync(options.venv);
    writeFileSync(join(options.venv, "half"), "");
    await ensureVenv(options);
    expect(existsSync(join(options.venv, "half"))).toBe(false);
    writeFileSync(place("requirements.txt"), "mlflow==3.18.0\n");
    expect(isWhole(options.venv, options.requirements)).toBe(false);
    await ensureVenv(options);
    rmSync(join(options.venv, "bin", "python"));
    await ensureVenv(options);
    expect(installs()).toBe(3);
    expect(isWhole(options.venv, options.requirements)).toBe(true);
  });

  it("shows pip's last words, names the log and what to do, and is not fooled next time", async () => {
    const { place, options, installs } = setUp();
    writeFileSync(place("fail"), "");
    await expect(ensureVenv(options)).rejects.toThrow(
      /failed \(exit code 1\)[^]*pip\.log[^]*no index in reach/,
    );
    await expect(ensureVenv(options)).rejects.toMatchObject({
      hint: expect.stringContaining("PIP_INDEX_URL") as string,
    });
    rmSync(place("fail"));
    await ensureVenv(options);
    expect(installs()).toBe(3);
  });
});

describe("the lock", () => {
  const text = readFileSync(requirementsFile(), "utf8");

  it("pins what requirements.in asks for, everything by hash, from no named index", () => {
    const asked = /^mlflow==.*$/m.exec(readFileSync(join(__dirname, "requirements.in"), "utf8"));
    expect(text).toContain(`\n${asked?.[0] ?? "nothing"} \\\n`);
    expect(text).not.toMatch(/:\/\/|--(extra-)?index-url/);
    for (const block of text.split(/\n(?=[a-z0-9])/).slice(1)) {
      expect(block).toMatch(/^[\w.[\]-]+==\S+( ;[^\\]+)? \\\n\s+--hash=sha256:[0-9a-f]{64}/);
    }
  });
});
