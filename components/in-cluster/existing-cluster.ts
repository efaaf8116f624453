import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import type { NamedPlace } from "../access/people";
import type { ClusterJobsArgs } from "../composed/cluster-jobs";
import type { RecoveryTold } from "../composed/cluster-recovery";
import type { KubernetesEnvironment } from "../config/environment";
import { BUCKETS } from "../config/environment-schema";
import { type Images, imageRef } from "../config/images";
import { type Belonging, labelsOf } from "../config/tags";
import type { RecordFile } from "../config/record-files";
import type { Teams } from "../config/teams";
import { ObjectStore } from "../data/object-store";
import { clientNamespacesOf, profilesOf, storeUsersOf } from "./existing-cluster-args";
import { JobsInCluster } from "./jobs-in-cluster";
import { namespace } from "../composed/namespace";
import { DcgmExporter } from "../nodes/dcgm-exporter";
import { DevicePlugin } from "../nodes/device-plugin";
import type { ServingCluster } from "../composed/model-serving";
import { servingInCluster } from "./serving-in-cluster";
import { RecoveryInCluster } from "./recovery-in-cluster";
import { TrackingInCluster } from "./tracking-in-cluster";
import type { Bundle } from "../workloads/bundle-source";

/** The providers of an environment on a cluster that is there already, made by the program. */
export interface ClusterProviders {
  /** Of the context that the stack file names. */
  readonly kubernetes: kubernetes.Provider;
  /** For passwords and keys. */
  readonly random: random.Provider;
}

export interface ExistingClusterArgs {
  /** The environment's name, for labels. */
  readonly name: string;
  readonly environment: KubernetesEnvironment;
  readonly images: Images;
  readonly teams: Teams;
  readonly services: ClusterJobsArgs["services"];
  readonly baselines: ClusterJobsArgs["baselines"];
  /** Every job of the repository; those of this environment are declared. */
  readonly jobs: ClusterJobsArgs["jobs"];
  /** The programs that run in containers. */
  readonly bundles: Readonly<Record<"job" | "recovery" | "inference", Bundle>>;
  /** Promotion records, for backups. */
  readonly records: readonly RecordFile[];
  readonly providers: ClusterProviders;
}

/** Where the stores are. */
const DATA_NAMESPACE = "data";

/**
 * Everything of an environment on a cluster that is there already: what AWS would offer as a service
 * runs as pods, in the order in which the parts need each other: object store, database, tracking.
 * The cluster itself, its nodes and their storage are their owner's.
 */
export class ExistingCluster extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:ExistingCluster";

  /** Where experiments are tracked; null before maturity 2. */
  readonly trackingUri: pulumi.Output<string | null>;
  /** Where artifacts and datasets are. */
  readonly objects: ObjectStore;
  /** Where its models are served. */
  readonly serving: ServingCluster;
  /** Whom backups are encrypted to, and where they run; null before maturity 2. */
  readonly recovery: RecoveryTold | null;
  /** The namespaces of teams and of tracking; none before maturity 2. */
  readonly places: readonly NamedPlace[];

  constructor(name: string, args: ExistingClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ExistingCluster.__pulumiType, name, {}, { ...opts, providers: { ...args.providers } });
    const { environment, images, teams } = args;
    const { settings, storage } = environment;
    const own = { parent: this };
    const part: Belonging = { environment: args.name, owner: "platform", service: "platform" };
    // For whatever holds data: the posture decides whether it can be lost.
    const kept = { protect: settings.protect, retainOnDelete: settings.retainOnDelete };
    const data = namespace(DATA_NAMESPACE, { level: "restricted", labels: labelsOf(part) }, own);

    this.objects = new ObjectStore(
      "objects",
      {
        image: imageRef(images, "versitygw").reference,
        // Any image with Python and boto3: this one is there anyway.
        setupImage: imageRef(images, "mlflow").reference,
        namespace: data,
        gib: storage.objects_gib,
        storageClass: storage.class,
        buckets: BUCKETS,
        users: storeUsersOf(teams),
        clientNamespaces: clientNamespacesOf(teams),
        labels: labelsOf(part),
        ...kept,
      },
      own,
    );
    this.serving = servingInCluster({
      ...{ environment, providers: args.providers, objects: this.objects, dataNamespace: data },
    });
    // Tracking starts with shared experiments; until then nobody needs its database, nor jobs.
    const tracking =
      environment.maturity >= 2
        ? new TrackingInCluster(
            "tracking",
            {
              ...{ environment, images, teams, services: args.services, ...kept },
              objects: this.objects,
              dataNamespace: data,
              part: { ...part, service: "tracking", dataClass: "internal" },
            },
            own,
          )
        : undefined;
    this.trackingUri = pulumi.output<string | null>(tracking?.uri ?? null);
    if (tracking !== undefined) {
      const jobs = new JobsInCluster(
        "jobs",
        {
          ...{ ...args, part, objects: this.objects, dataNamespace: data },
          provider: args.providers.kubernetes,
          code: args.bundles.job,
          trackingUri: tracking.uri,
        },
        own,
      );
      this.places = [...jobs.places, tracking.place];
      const { dump, databaseSelector } = tracking;
      this.recovery = new RecoveryInCluster(
        "recovery",
        {
          ...{ ...args, ...kept, dump, databaseSelector, objects: this.objects },
          dataNamespace: data,
          part: { ...part, service: "recovery", dataClass: "internal" },
        },
        own,
      ).told;
    } else {
      this.recovery = null;
      this.places = [];
    }
    if (Object.keys(environment.gpu_profiles).length > 0) this.gpuSoftware(args, labelsOf(part));
    this.registerOutputs({ trackingUri: this.trackingUri });
  }

  /** As on AWS; here the nodes carry the labels that somebody gave them (docs/local.md). */
  private gpuSoftware(
    { environment, images }: ExistingClusterArgs,
    labels: Record<string, string>,
  ) {
    const own = { parent: this };
    const gpuSystem = namespace("gpu-system", { level: "privileged", labels }, own);
    const profiles = profilesOf(environment);
    new DevicePlugin(
      "device-plugin",
      {
        image: imageRef(images, "nvidia-device-plugin").reference,
        namespace: gpuSystem,
        profiles,
        labels,
      },
      own,
    );
    new DcgmExporter(
      "dcgm-exporter",
      {
        image: imageRef(images, "dcgm-exporter").reference,
        namespace: gpuSystem,
        scrapedFrom: "monitoring",
        sharedGpus: Object.values(profiles).some((profile) => profile.timeSlicingReplicas),
        labels,
      },
      own,
    );
  }
}
