/*
 * Which part may import which (docs/design.md, "Dependencies"). Part of `npm run lint`.
 */
// Tests may look across: they are nobody's dependency.
const TEST = "(\\.test|/testing[a-z-]*)\\.ts$";

/** A rule: files under `from` import only what lies under `parts`, packages, and Node.js itself. */
const only = (name, comment, from, parts) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: TEST },
  to: {
    pathNot: ["node_modules", ...parts.map((part) => `^${part}`)],
    dependencyTypesNot: ["core"],
  },
});

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      comment: "Two files that need each other are one file.",
      from: {},
      to: { circular: true },
    },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-dependency",
      severity: "error",
      comment: "What ships must be under dependencies.",
      from: { path: "^(index\\.ts|lib|components|policies|apps)", pathNot: TEST },
      to: { dependencyTypes: ["npm-dev"] },
    },
    only("lib-is-a-leaf", "lib/ imports nothing of the project.", "^lib/", ["lib/"]),
    only("config-is-plain-data", "components/config imports only lib/.", "^components/config/", [
      "components/config/",
      "lib/",
    ]),
    {
      name: "config-without-pulumi",
      severity: "error",
      comment: "components/config is plain data, loadable without Pulumi.",
      from: { path: "^components/config/" },
      to: { path: "node_modules/@pulumi" },
    },
    {
      name: "components-are-siblings",
      comment:
        "A component imports its own folder, components/config and components/workloads; on-aws, in-cluster and composed put them together.",
      severity: "error",
      from: {
        path: "^components/(?!(?:config|on-aws|in-cluster|composed)/)([^/]+)/",
        pathNot: TEST,
      },
      to: {
        path: "^(components|policies|apps|index\\.ts)",
        pathNot: "^components/(config|workloads|$1)/",
      },
    },
    {
      name: "two-places",
      comment:
        "What AWS has of an environment and what a cluster that is there has of it meet in platform.ts alone.",
      severity: "error",
      from: { path: "^components/(on-aws|in-cluster|composed)/", pathNot: TEST },
      to: { path: "^components/(on-aws|in-cluster)/", pathNot: "^components/$1/" },
    },
    only(
      "policies-read-config",
      "policies imports only components/config and lib/.",
      "^policies/",
      ["policies/", "components/config/", "lib/"],
    ),
    only(
      "inference-stands-alone",
      "The server imports nothing outside apps/inference and lib/.",
      "^apps/inference/",
      ["apps/inference/", "lib/"],
    ),
    only(
      "jobs-stand-alone",
      "Jobs import only themselves, the server's artifact and models, and lib/.",
      "^apps/jobs/",
      ["apps/jobs/", "apps/inference/(artifact|models)/", "apps/inference/contract", "lib/"],
    ),
    only(
      "recovery-stands-alone",
      "Backups import only themselves, the promises and the form of records, the client of tracking, the artifact's format, the server's client, and lib/.",
      "^apps/recovery/",
      [
        "apps/recovery/",
        "apps/jobs/tracking/",
        "apps/inference/(artifact|client)/",
        "apps/inference/contract",
        "components/config/(recovery|service|drill-report)\\.ts",
        "lib/",
      ],
    ),
    {
      name: "only-the-program-composes",
      severity: "error",
      comment: "index.ts and nothing else imports components/platform.",
      from: { pathNot: `^index\\.ts$|${TEST}` },
      to: { path: "^components/platform\\.ts$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|\\.towpath|bench)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["require", "node", "default", "types"],
    },
  },
};
