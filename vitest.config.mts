import { configDefaults, defineConfig } from "vitest/config";

/** Replaces a function of the SDK, which every other test must find as it was shipped. */
const OF_THEIR_OWN = ["policies/engine/one-reading.test.ts"];
const NEVER = [...configDefaults.exclude, "dist/**", ".towpath/**"];

export default defineConfig({
  test: {
    environment: "node",
    globalSetup: ["tests/build.ts"],
    // Two workers: the machines that run this have two cores, and the process-level tests use one.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 240_000,
    reporters: process.env["CI"] ? ["default", "json"] : ["default"],
    outputFile: { json: "test-results/vitest.json" },
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["{apps,components,lib,policies}/**/*.test.ts"],
          exclude: [...NEVER, ...OF_THEIR_OWN],
          // Importing Pulumi's providers anew for each file took twice as long as all tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          // These start processes, on machines that others use too: what fails twice has failed.
          // Vitest says which were repeated.
          retry: process.env["CI"] ? 1 : 0,
          include: ["**/*.test.ts"],
          exclude: [...NEVER, "{apps,components,lib,policies}/**", ...OF_THEIR_OWN],
        },
      },
      { extends: true, test: { name: "of their own", include: OF_THEIR_OWN } },
    ],
  },
});
