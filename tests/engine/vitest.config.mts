import { defineConfig } from "vitest/config";

/** `npm run test:engine`: the program and the pack under Pulumi's own engine, where its CLI is on PATH. */
export default defineConfig({
  test: {
    include: ["tests/engine/**/*.engine.ts"],
    environment: "node",
    // CI runs on machines that others use too: what fails twice has failed. Vitest says which were repeated.
    retry: process.env["CI"] ? 1 : 0,
    globalSetup: ["tests/build.ts"],
    testTimeout: 300_000,
    hookTimeout: 240_000,
    reporters: process.env["CI"] ? ["verbose", "json"] : ["verbose"],
    outputFile: { json: "test-results/engine.json" },
  },
});
