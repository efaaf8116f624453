import * as kubernetes from "@pulumi/kubernetes";
import type { PromotedVersion } from "../config/service";
import { baselineRefSchema } from "../config/service";
import { resourcesSchema } from "../config/service-running";
import { mountedBundle } from "../workloads/bundle";
import type { ModelPodsArgs } from "./model-service";
import type { ServingIdentityArgs, ServingSite } from "./site";

/** A promoted version with the digest of that letter. */
export const promoted = (letter: string): PromotedVersion => ({
  model_version: `triage-${letter}`,
  run_id: `run-${letter}`,
  artifact: { uri: `s3://bucket/triage/${letter}`, sha256: letter.repeat(64) },
  data: { uri: "s3://bucket/data", sha256: "0".repeat(64) },
  commit: null,
  evaluation: { run_id: "run-e", accuracy: 0.9, threshold: 0.8 },
  contract_check: { result: "pass", at: "2026-11-21T09:00:00Z" },
  approved_by: "ann",
  promoted_by: "bob",
  promoted_at: "2026-11-21T09:00:00Z",
});

/** A committed baseline. */
export const BASELINE = baselineRefSchema.parse({
  baseline: true,
  model_version: "triage-baseline-1",
  artifact: { uri: "stacks/services/baselines/triage", sha256: "b".repeat(64) },
});

export const NODE_IMAGE = "docker.io/library/node:24";

const bundleOf = (file: string) =>
  mountedBundle(
    { file, content: "//", sha256: "c".repeat(64) },
    { namespace: "serving", labels: {} },
    {},
  );

/** A cluster for services, whose identities are recorded. */
export function siteFor(change: Partial<ServingSite> = {}): {
  site: ServingSite;
  asked: ServingIdentityArgs[];
} {
  const asked: ServingIdentityArgs[] = [];
  const site: ServingSite = {
    environment: "prod",
    namespace: "serving",
    nodeImage: NODE_IMAGE,
    bundles: { inference: bundleOf("inference.js"), fetch: bundleOf("fetch.js") },
    gateway: { name: "gateway", namespace: "gateway" },
    scrapedFrom: "monitoring",
    storageEgress: [{ ports: [{ protocol: "TCP", port: 443 }] }],
    identity: (args, opts) => {
      asked.push(args);
      const account = new kubernetes.core.v1.ServiceAccount(
        `${args.service}-account`,
        { metadata: { name: args.service } },
        opts.parent === undefined ? {} : { parent: opts.parent },
      );
      return {
        serviceAccountName: account.metadata.name,
        ready: [account],
        env: [{ name: "AWS_REGION", value: "eu-west-1" }],
      };
    },
    leastReplicas: 2,
    customMetrics: false,
    after: [],
    ...change,
  };
  return { site, asked };
}

/** How a service runs on that cluster. */
export const podsOn = (site: ServingSite): ModelPodsArgs => ({
  site,
  resources: resourcesSchema.parse({}),
  clients: ["web"],
  baseline: { "manifest.json": "{}", "model.json": "{}" },
  labels: { "towpath.dev/owner": "support-ml" },
});
