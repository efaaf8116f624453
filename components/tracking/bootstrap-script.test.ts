import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { BOOTSTRAP_SCRIPT } from "./bootstrap-script";

const python = spawnSync("python3", ["--version"]).status === 0;

describe("the bootstrap script", () => {
  it.skipIf(!python)("is Python (skipped where there is no python3)", () => {
    const parse = spawnSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], {
      input: BOOTSTRAP_SCRIPT,
      encoding: "utf8",
    });
    expect([parse.status, parse.stderr]).toEqual([0, ""]);
  });

  it("quotes every name and never sends the password itself", () => {
    expect(BOOTSTRAP_SCRIPT).not.toMatch(/f"|%\s*\(|\.format\((?!role|reader|database)/);
    expect(BOOTSTRAP_SCRIPT.match(/DATABASE_PASSWORD/g)).toHaveLength(1);
    expect(BOOTSTRAP_SCRIPT.match(/READER_PASSWORD/g)).toHaveLength(1);
    expect(BOOTSTRAP_SCRIPT).toContain("encrypt_password(password, name");
    expect(BOOTSTRAP_SCRIPT).not.toMatch(/LOGIN PASSWORD %s.*\(password/);
  });
});
