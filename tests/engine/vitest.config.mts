import { defineConfig } from "vitest/config";

/** `npm run test:engine`: the program and the pack under Pulumi's own engine, where its CLI is on PATH. */
export default defineConfig({
  test: {
    include: ["tests/engine/**/*.engine.ts"],
    environment: "node",
    globalSetup: ["tests/build.ts"],
    testTimeout: 300_000,
    hookTimeout: 240_000,
    reporters: process.env["CI"] ? ["verbose", "json"] : ["verbose"],
    outputFile: { json: "test-results/engine.json" },
  },
});
