import { defineConfig } from "vitest/config";

/** `npm run test:recovery`: accidents, and what a drill makes of them. `npm test` runs none of it. */
export default defineConfig({
  test: {
    include: ["tests/recovery/**/*.recovery.ts"],
    environment: "node",
    // CI runs on machines that others use too: what fails twice has failed. Vitest says which were repeated.
    retry: process.env["CI"] ? 1 : 0,
    globalSetup: ["tests/build.ts", "tests/recovery/setup.ts"],
    // One at a time, in order: they share a database server, and lose it in the end.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    reporters: process.env["CI"] ? ["verbose", "json"] : ["verbose"],
    outputFile: { json: "test-results/recovery.json" },
  },
});
