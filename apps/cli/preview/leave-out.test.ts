import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(__dirname, "../../..");
const preload = join(root, "dist/preview-preload.js");

/** Runs a line in a process that starts as a preview's do. */
function withPreload(line: string, env: Readonly<Record<string, string>>): string {
  return execFileSync(process.execPath, ["--require", preload, "--eval", line], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
  }).trim();
}

const LOADED = `
const loaded = (part) => Object.keys(require.cache).some((file) => file.includes("/node_modules/" + part + "/"));
`;

describe.skipIf(!existsSync(preload))("what the SDK loads and a preview does not need", () => {
  it("is loaded when somebody asks for it", () => {
    const line = `${LOADED}
      const pulumi = require("@pulumi/pulumi");
      const before = loaded("@npmcli/arborist");
      console.log(before, typeof pulumi.automation.LocalWorkspace, "LocalWorkspace" in pulumi.automation);`;
    expect(withPreload(line, {})).toBe("false function true");
  });

  it("compiles no pack that is compiled already", () => {
    const line = `${LOADED}
      const { typescriptRequire, tsnodeRequire } = require("@pulumi/pulumi/tsutils").typeScriptRequireStrings();
      require(tsnodeRequire).register({});
      console.log(typescriptRequire, tsnodeRequire, loaded("typescript"), loaded("ts-node"));`;
    expect(withPreload(line, { TOWPATH_COMPILED_PACK: "1" })).toBe(
      "typescript ts-node false false",
    );
  });
});
