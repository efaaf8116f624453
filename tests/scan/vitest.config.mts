import { defineConfig } from "vitest/config";

/** `npm run test:scan`: public scanners over the rendered objects. `npm test` runs none of it. */
export default defineConfig({
  test: {
    include: ["tests/scan/**/*.scan.ts"],
    environment: "node",
    // CI runs on machines that others use too: what fails twice has failed. Vitest says which were repeated.
    retry: process.env["CI"] ? 1 : 0,
    globalSetup: ["tests/build.ts", "tests/scan/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    reporters: process.env["CI"] ? ["verbose", "json"] : ["verbose"],
    outputFile: { json: "test-results/scan.json" },
  },
});
