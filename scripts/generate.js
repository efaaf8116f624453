"use strict";
/*
 * For scripts that write a file from what the sources say: the sources are TypeScript, and the file has
 * to pass `prettier --check`. Not a script of its own.
 */
const { readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join, relative } = require("node:path");
const { buildSync } = require("esbuild");
const prettier = require("prettier");

const root = join(__dirname, "..");

/** Calls `use` with the exports of a TypeScript module, named relative to the root. */
async function withModule(entry, use) {
  const bundle = join(root, "dist", `.generate-${process.pid}.js`);
  buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    packages: "external",
  });
  try {
    await use(require(bundle));
  } finally {
    rmSync(bundle, { force: true });
  }
}

/** Writes a file as prettier wants it. */
async function writePretty(file, text) {
  const options = (await prettier.resolveConfig(file)) ?? {};
  writeFileSync(file, await prettier.format(text, { ...options, filepath: file }));
  console.log(relative(root, file));
}

/** Rewrites a page of docs/ by `writtenPage(page, root)` of a module. */
function writePage(page, entry) {
  const file = join(root, "docs", page);
  return withModule(entry, ({ writtenPage }) =>
    writePretty(file, writtenPage(readFileSync(file, "utf8"), root)),
  );
}

module.exports = { root, withModule, writePage, writePretty };
