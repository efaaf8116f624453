"use strict";
/*
 * Writes what the policy pack says of itself into docs/policies.md. Run it after a change to a rule:
 * node scripts/policies.js
 */
const { readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { buildSync } = require("esbuild");
const prettier = require("prettier");

const root = join(__dirname, "..");
const file = join(root, "docs", "policies.md");

async function main() {
  const bundle = join(root, "dist", `.policies-${process.pid}.js`);
  buildSync({
    absWorkingDir: root,
    entryPoints: ["policies/docs/facts.ts"],
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
    console.log("docs/policies.md");
  } finally {
    rmSync(bundle, { force: true });
  }
}

main();
