import * as pulumi from "@pulumi/pulumi";
import { People } from "./access/people";
import { AwsCloud, type CloudProviders } from "./on-aws/aws-cloud";
import type { BaselineFiles } from "./config/baseline-files";
import type { Environment } from "./config/environment";
import type { DeclaredJob } from "./config/jobs";
import { type ClusterProviders, ExistingCluster } from "./in-cluster/existing-cluster";
import type { Stacks } from "./config/load";
import type { RecordFile } from "./config/record-files";
import { ModelServing } from "./composed/model-serving";
import type { Bundle, BundleName } from "./workloads/bundle-source";

export interface PlatformArgs extends Stacks {
  /** The environment's name: the Pulumi stack's. Decides which promotion records are served. */
  readonly name: string;
  /** What its stack file says. Plain data: it decides which resources exist. */
  readonly environment: Environment;
  /** When the program runs: which grants of people are active. */
  readonly now: Date;
  /** Every job config of the repository. */
  readonly jobs: readonly DeclaredJob[];
  /** What runs in containers, from this repository's own sources. */
  readonly bundles: Readonly<Record<BundleName, Bundle>>;
  /** Promotion records as files, for backups. */
  readonly records: readonly RecordFile[];
  /** Service → its committed baseline's files. */
  readonly baselines: Readonly<Record<string, BaselineFiles>>;
  /** Of an environment on AWS. @default none: the cluster is there already */
  readonly providers?: CloudProviders;
  /** Of an environment whose cluster is there already. @default none: it is made in AWS */
  readonly clusterProviders?: ClusterProviders;
}

/** Service name → the version that an environment serves and the one it rolls back to. */
type Served = Record<string, { modelVersion: string; rollbackTarget: string }>;

/**
 * The whole platform of one environment. Read this file first, then on-aws/aws-cloud.ts or
 * in-cluster/existing-cluster.ts. How large and how
 * careful it is comes from stacks/Pulumi.ENVIRONMENT.yaml and the posture table; docs/roadmap.md
 * says what joins next.
 */
export class Platform extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:Platform";

  /** The environment's name, posture and maturity. */
  readonly environment: pulumi.Output<{ name: string; posture: string; maturity: number }>;
  /** What each service serves here. */
  readonly services: pulumi.Output<Served>;
  /** Where experiments are tracked; null before maturity 2. */
  readonly trackingUri: pulumi.Output<string | null>;
  /**
   * Whom backups are encrypted to, the key that reports of drills are signed with, where both lie, and
   * the namespace that their pods run in; null before maturity 2.
   */
  readonly recovery: pulumi.Output<Record<
    "recipient" | "signer" | "store" | "reports" | "namespace",
    string
  > | null>;
  /** The private key of backups, a secret; null where people brought their own. */
  readonly recoveryIdentity: pulumi.Output<string | null>;

  /** @throws ResourceError when a part cannot be built from what the stack file says */
  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    const { posture, maturity } = args.environment;
    const environment = { name: args.name, posture, maturity };
    super(Platform.__pulumiType, name, environment, opts);

    const site = this.site(args);
    const serving = new ModelServing(
      "serving",
      {
        ...args,
        leastReplicas: args.environment.settings.replicas,
        cluster: site.serving,
      },
      { parent: this },
    );

    new People(
      "access",
      {
        ...args,
        environment: args.name,
        places: [...site.places, ...serving.places],
        signIn: args.environment.kind === "aws" ? "role" : "login",
      },
      { parent: this, providers: { kubernetes: site.serving.providers.kubernetes } },
    );

    this.environment = pulumi.output(environment);
    this.trackingUri = site.trackingUri;
    const { recovery } = site;
    this.recovery =
      recovery === null
        ? pulumi.output(null)
        : pulumi.output({
            recipient: recovery.recipient,
            signer: recovery.signer,
            store: recovery.store,
            reports: recovery.reports,
            namespace: recovery.namespace,
          });
    this.recoveryIdentity = recovery?.identity ?? pulumi.output(null);
    this.services = pulumi.output(
      Object.fromEntries(
        serving.services.map((service) => [
          service.name,
          { modelVersion: service.modelVersion, rollbackTarget: service.rollbackTarget },
        ]),
      ),
    );
    this.registerOutputs({
      environment: this.environment,
      services: this.services,
      trackingUri: this.trackingUri,
      recovery: this.recovery,
      recoveryIdentity: this.recoveryIdentity,
    });
  }

  /** What the environment runs on: what AWS has of it, or a cluster that is there already. */
  private site(args: PlatformArgs): AwsCloud | ExistingCluster {
    const { environment, providers, clusterProviders } = args;
    const own = { parent: this };
    if (environment.kind === "aws" && providers !== undefined)
      return new AwsCloud("cloud", { ...args, environment, providers }, own);
    if (environment.kind === "kubernetes" && clusterProviders !== undefined)
      return new ExistingCluster(
        "cluster",
        { ...args, environment, providers: clusterProviders },
        own,
      );
    throw new pulumi.ResourceError(
      `an environment of kind ${environment.kind} needs its providers; found none`,
      this,
      true,
    );
  }
}
