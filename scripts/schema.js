"use strict";
/*
 * Writes stacks/schema/*.json from the zod schemas in components/config. Run it after a change to
 * one of them: node scripts/schema.js
 */
const { mkdirSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { buildSync } = require("esbuild");
const prettier = require("prettier");

const root = join(__dirname, "..");
const out = join(root, "stacks", "schema");

async function main() {
  const bundle = join(root, "dist", `.schema-${process.pid}.js`);
  buildSync({
    absWorkingDir: root,
    entryPoints: ["components/config/schema-files.ts"],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
  });
  try {
    mkdirSync(out, { recursive: true });
    const options = (await prettier.resolveConfig(join(out, "x.json"))) ?? {};
    for (const [name, schema] of Object.entries(require(bundle).schemaFiles())) {
      const text = await prettier.format(JSON.stringify(schema), { ...options, parser: "json" });
      writeFileSync(join(out, name), text);
      console.log(`stacks/schema/${name}`);
    }
  } finally {
    rmSync(bundle, { force: true });
  }
}

main();
