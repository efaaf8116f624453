import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { CloudProviders } from "./components/on-aws/aws-cloud";
import { checkCluster } from "./components/check-cluster";
import { checkImages } from "./components/check-images";
import { readBaselines } from "./components/config/baseline-files";
import type { Environment } from "./components/config/environment";
import { loadJobs } from "./components/config/jobs";
import { readRecordFiles } from "./components/config/record-files";
import { environmentNamed, loadStacks } from "./components/config/load";
import type { ClusterProviders } from "./components/in-cluster/existing-cluster";
import { Platform } from "./components/platform";
import { readBundle } from "./components/workloads/bundle-source";
import { UserError } from "./lib/errors";

const name = pulumi.getStack();

/** What the repository declares; a mistake there is the reader's to mend, so it comes without a stack. */
function declared() {
  try {
    const stacks = loadStacks(__dirname);
    return {
      ...stacks,
      environment: environmentNamed(stacks, name),
      jobs: loadJobs(__dirname, stacks),
      baselines: readBaselines(__dirname, stacks.services),
      bundles: {
        inference: readBundle(__dirname, "inference"),
        fetch: readBundle(__dirname, "fetch"),
        job: readBundle(__dirname, "job"),
        recovery: readBundle(__dirname, "recovery"),
      },
      records: readRecordFiles(__dirname),
    };
  } catch (error) {
    if (error instanceof UserError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/** Made once and passed down: default providers are off in every stack file. */
function providersOf(environment: Environment): {
  providers?: CloudProviders;
  clusterProviders?: ClusterProviders;
} {
  const keys = new random.Provider("random");
  if (environment.kind === "kubernetes") {
    // The context that the stack file names: never the current one.
    const { context } = environment;
    return {
      clusterProviders: {
        kubernetes: new kubernetes.Provider("cluster", { context }),
        random: keys,
      },
    };
  }
  const { region, secondary_region: second } = environment;
  return {
    providers: {
      aws: new aws.Provider("aws", { region }),
      random: keys,
      ...(second === undefined ? {} : { second: new aws.Provider("second", { region: second }) }),
    },
  };
}

const stacks = declared();
checkImages({ name, ...stacks }, stacks.images);
checkCluster(name, stacks.environment);
const platform = new Platform("towpath", {
  name,
  now: new Date(),
  ...stacks,
  ...providersOf(stacks.environment),
});

export const environment = platform.environment;
export const services = platform.services;
export const trackingUri = platform.trackingUri;
/** Whom backups are encrypted to, what drills sign with, where both lie and run. */
export const recovery = platform.recovery;
/** What opens them: `pulumi stack output recoveryIdentity --show-secrets`, for a safe. */
export const recoveryIdentity = platform.recoveryIdentity;
