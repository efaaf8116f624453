"use strict";
/*
 * Writes what stacks/access.yaml grants into docs/access-matrix.md. Run it after a change to that file
 * or to components/config/access: node scripts/access.js
 */
const { readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { buildSync } = require("esbuild");
const prettier = require("prettier");

const root = join(__dirname, "..");
const file = join(root, "docs", "access-matrix.md");

async function main() {
  const bundle = join(root, "dist", `.access-${process.pid}.js`);
  buildSync({
    absWorkingDir: root,
    entryPoints: ["apps/cli/access/matrix-page.ts"],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    packages: "external",
  });
  try {
    const text = require(bundle).writtenPage(readFileSync(file, "utf8"), root);
    const options = (await prettier.resolveConfig(file)) ?? {};
    writeFileSync(file, await prettier.format(text, { ...options, parser: "markdown" }));
    console.log("docs/access-matrix.md");
  } finally {
    rmSync(bundle, { force: true });
  }
}

main();
