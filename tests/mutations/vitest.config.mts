import { defineConfig } from "vitest/config";

/** `npm run test:mutations`: every rule against single mistakes in the whole program. */
export default defineConfig({
  test: {
    include: ["tests/mutations/**/*.mutations.ts"],
    environment: "node",
    globalSetup: ["tests/build.ts"],
    // As apps/cli/preview/policy-pack.ts starts the pack: some rules ask more of an update.
    env: { PULUMI_NODEJS_DRY_RUN: "true" },
    testTimeout: 120_000,
    hookTimeout: 240_000,
    reporters: process.env["CI"] ? ["default", "json"] : ["default"],
    outputFile: { json: "test-results/mutations.json" },
  },
});
