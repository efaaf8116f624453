import { defineConfig } from "vitest/config";

/** `npm run test:access`: the access matrix, proven where it is enforced. `npm test` runs none of it. */
export default defineConfig({
  test: {
    include: ["tests/access/**/*.access.ts"],
    environment: "node",
    // CI runs on machines that others use too: what fails twice has failed. Vitest says which were repeated.
    retry: process.env["CI"] ? 1 : 0,
    globalSetup: ["tests/cluster/setup.ts"],
    // One control plane at a time: it keeps two cores busy.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: process.env["CI"] ? ["verbose", "json"] : ["verbose"],
    outputFile: { json: "test-results/access.json" },
  },
});
