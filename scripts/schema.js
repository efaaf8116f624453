"use strict";
/*
 * Writes stacks/schema/*.json from the zod schemas in components/config. Run it after a change to
 * one of them: node scripts/schema.js
 */
const { mkdirSync } = require("node:fs");
const { join } = require("node:path");
const { root, withModule, writePretty } = require("./generate.js");

const out = join(root, "stacks", "schema");

withModule("components/config/schema-files.ts", async ({ schemaFiles }) => {
  mkdirSync(out, { recursive: true });
  for (const [name, schema] of Object.entries(schemaFiles())) {
    await writePretty(join(out, name), JSON.stringify(schema));
  }
});
