import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { InputError, RefusedError, type UserError } from "../../../lib/errors";
import { candidates, findPython, installHint } from "./python";

const folder = mkdtempSync(join(tmpdir(), "towpath-python-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let made = 0;
/** A PATH with fake programs, each the body of a shell script. */
function path(programs: Record<string, string>): NodeJS.ProcessEnv {
  const bin = mkdtempSync(join(folder, `bin${made++}-`));
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { PATH: bin };
}

function says(version: number[], missing: string[] = []): string {
  return `echo '${JSON.stringify({ version, missing })}'`;
}

const SHIM = "echo \"pyenv: version '3.9' is not installed\" >&2; exit 127";

async function failure(env: NodeJS.ProcessEnv): Promise<UserError> {
  return findPython(env, "linux").then(
    () => {
      throw new Error("expected a failure");
    },
    (error: unknown) => error as UserError,
  );
}

// The fakes are shell scripts.
describe.skipIf(process.platform === "win32")("findPython", () => {
  it("takes the first that is usable and passes over shims, old ones and bare ones", async () => {
    const env = path({
      python3: SHIM,
      "python3.13": says([3, 13, 0], ["ensurepip"]),
      "python3.12": says([3, 9, 2]),
      "python3.11": says([3, 11, 7]),
      "python3.10": says([3, 10, 1]),
    });
    expect(await findPython(env)).toEqual({ command: "python3.11", version: "3.11.7" });
  });

  it("says of each what it found, and what to install", async () => {
    const error = await failure(
      path({
        python3: says([3, 12, 1], ["ensurepip"]),
        "python3.11": SHIM,
        python: says([2, 7, 18]),
      }),
    );
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toContain("python3: is 3.12.1 without ensurepip");
    expect(error.message).toContain("python3.11: does not run (pyenv: version '3.9' is not");
    expect(error.message).toContain("python: is 2.7.18");
    expect(error.hint).toContain("apt install python3 python3-venv");
    expect(error.hint).toContain("MLFLOW_TRACKING_URI");
  });

  it("says so when there is none at all, or something else of that name", async () => {
    expect((await failure(path({}))).message).toContain("found none on PATH");
    const other = await failure(path({ python3: "echo hello" }));
    expect(other.message).toContain("python3: does not answer as a Python");
  });

  it("takes TOWPATH_PYTHON alone when it is set", async () => {
    const env = path({ python3: says([3, 12, 1]), mine: says([3, 11, 0]), old: says([3, 8, 0]) });
    const chosen = { ...env, TOWPATH_PYTHON: "mine" };
    expect(await findPython(chosen)).toEqual({ command: "mine", version: "3.11.0" });
    const error = await failure({ ...env, TOWPATH_PYTHON: "old" });
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain("TOWPATH_PYTHON: found old, is 3.8.0; expected Python 3.10");
    expect((await failure({ ...env, TOWPATH_PYTHON: "gone" })).message).toContain("not exist");
  });
});

describe("by platform", () => {
  it("tries the default first and Windows' launcher last", () => {
    expect(candidates("linux")).toEqual([
      ...["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"],
      "python",
    ]);
    expect(candidates("win32").at(-1)).toBe("py");
  });

  it("says how to install", () => {
    expect(installHint("darwin")).toContain("brew install python");
    expect(installHint("win32")).toContain("winget");
    expect(installHint("freebsd")).toContain("python.org");
  });
});
