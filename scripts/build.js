"use strict";
/*
 * Bundles the command line and the inference server to dist/, each one file. Plain JavaScript, since
 * it runs before anything is built: from `npm ci` (prepare), and from bin/towpath.js when a source
 * is newer than the bundle, so that `npx towpath` never runs yesterday's code.
 */
const { mkdirSync, readdirSync, renameSync, rmSync, statSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const dist = join(root, "dist");

/** dist file → entry point. */
const ENTRIES = {
  towpath: "apps/cli/main.ts",
  "preview-preload": "apps/cli/preview/preload.ts",
  inference: "apps/inference/server/main.ts",
  fetch: "apps/inference/fetch/main.ts",
  job: "apps/jobs/main.ts",
  recovery: "apps/recovery/job/main.ts",
};
/** Benchmarks are built only when one is asked for. */
const BENCHES = {
  "bench-inference": "bench/inference.ts",
  "bench-training": "bench/training.ts",
  "bench-swap": "bench/swap.ts",
  "bench-preview": "bench/preview.ts",
  "bench-recovery": "bench/recovery.ts",
  "bench-policies": "bench/policies.ts",
};
const SOURCES = [
  ...["apps", "lib", "components/config", "policies/exceptions"],
  ...["package-lock.json", "scripts/build.js"],
];

/** Milliseconds since 1970 of the newest source. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((max, name) => Math.max(max, newest(join(path, name))), 0);
}

/** Is a bundle missing or older than a source? */
function isStale() {
  const built = Object.keys(ENTRIES).map(
    (name) => statSync(join(dist, `${name}.js`), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return SOURCES.some((source) => newest(join(root, source)) > Math.min(...built));
}

function build(entries = ENTRIES) {
  const { buildSync } = require("esbuild");
  mkdirSync(dist, { recursive: true });
  // Into a folder of our own, then renamed: a process that starts meanwhile never reads half a file.
  const work = join(dist, `.build-${process.pid}`);
  buildSync({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: work,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    // The preview starts the SDK's own entry points and speaks their wire formats; esbuild finds its
    // binary beside itself. Only `towpath preview` loads them.
    external: ["@pulumi/*", "@grpc/grpc-js", "google-protobuf", "esbuild"],
    // The server hands Fastify its own (no) schema compiler; this leaves out three copies of ajv that
    // never ran, and with them half of the bundle and of the start.
    alias: {
      "@fastify/ajv-compiler": "./apps/inference/server/no-schema-compiler.ts",
      "@fastify/fast-json-stringify-compiler": "./apps/inference/server/no-schema-compiler.ts",
    },
    sourcemap: true,
    // Stack traces need places, not a second copy of the sources.
    sourcesContent: false,
    legalComments: "none",
    logLevel: "warning",
  });
  for (const name of readdirSync(work)) renameSync(join(work, name), join(dist, name));
  rmSync(work, { recursive: true });
}

module.exports = { build, isStale };

if (require.main === module) {
  const bench = process.argv[2];
  if (bench === undefined) build();
  else build({ [`bench-${bench}`]: BENCHES[`bench-${bench}`], ...ENTRIES });
}
