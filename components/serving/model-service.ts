import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { BaselineFiles } from "../config/baseline-files";
import { isPromoted, type ServedVersion } from "../config/service";
import type { ServiceResources, Traffic } from "../config/service-running";
import { DIGEST_DIGITS } from "../workloads/bundle";
import { toPods } from "../workloads/network-rules";
import { storedArtifacts } from "./artifact-source";
import { ModelVersion, serviceSelector } from "./model-version";
import { networkRules } from "./network-rules";
import { GATEWAY_API, routeSpec } from "./route";
import { ServiceKeys } from "./service-keys";
import type { ServingSite } from "./site";
import { type RunningVersion, runningVersions } from "./versions";
import { type LanguageModel, vllmName, vllmSelector, VllmServer, vllmUrl } from "./vllm-server";
import { VLLM_PORT } from "./vllm-settings";

/** How a service runs on a cluster. */
export interface ModelPodsArgs {
  readonly site: ServingSite;
  readonly resources: ServiceResources;
  /** Who gets a key. */
  readonly clients: readonly string[];
  /** The committed baseline's files, for where it is served. */
  readonly baseline: BaselineFiles;
  readonly labels: Readonly<Record<string, string>>;
  /** What its promoted versions ask. Plain whether. @default none: they answer by themselves */
  readonly languageModel?: LanguageModel;
}

export interface ModelServiceArgs {
  /** A key of owners in stacks/ownership.yaml. */
  readonly owner: string;
  /** The API contract that clients rely on, e.g. `text-classification/v1`. */
  readonly contract: string;
  /** The version to serve, from the promotion record or the committed baseline. */
  readonly current: ServedVersion;
  /** The version to go back to; the baseline itself before the first promotion. */
  readonly previous: ServedVersion;
  /** How requests are shared between the two. */
  readonly traffic: Traffic;
  /** Its pods. Plain. @default none: what is served is declared, and runs elsewhere */
  readonly pods?: ModelPodsArgs;
}

/**
 * A served model in one environment. It declares which version is served and which one a rollback
 * brings back, so that both are part of every preview and in reach of policies, and runs both.
 */
export class ModelService extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:serving:ModelService";

  /** The service's name in stacks/services. */
  readonly name: string;
  readonly modelVersion: pulumi.Output<string>;
  readonly rollbackTarget: pulumi.Output<string>;

  constructor(name: string, args: ModelServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { pods, ...declared } = args;
    super(ModelService.__pulumiType, name, declared, opts);
    this.name = name;
    this.modelVersion = pulumi.output(args.current.model_version);
    this.rollbackTarget = pulumi.output(args.previous.model_version);
    if (pods !== undefined) this.run(args, pods);
    this.registerOutputs({
      modelVersion: this.modelVersion,
      rollbackTarget: this.rollbackTarget,
    });
  }

  private run(args: ModelServiceArgs, pods: ModelPodsArgs): void {
    const { name } = this;
    const { site } = pods;
    const own = { parent: this };
    const versions = runningVersions(name, args, args.traffic);
    const { languageModel } = pods;
    const artifacts = [
      ...storedArtifacts(versions.map(({ version }) => version)),
      ...(languageModel === undefined ? [] : [languageModel.settings.weights.uri]),
    ];
    const labels = { ...pods.labels, ...serviceSelector(name) };
    const { namespace } = site;
    const identity = site.identity({ service: name, namespace, artifacts, labels }, own);
    const keys = new ServiceKeys(
      `${name}-keys`,
      { service: name, clients: pods.clients, namespace, labels },
      own,
    );
    const network = new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      {
        metadata: { name, namespace, labels },
        spec: {
          podSelector: { matchLabels: serviceSelector(name) },
          policyTypes: ["Ingress", "Egress"],
          ...networkRules({
            from: [site.gateway.namespace, site.scrapedFrom],
            toStorage: artifacts.length > 0 ? site.storageEgress : [],
            toModel:
              languageModel === undefined
                ? []
                : [toPods({ namespace, selector: vllmSelector(name) }, VLLM_PORT)],
          }),
        },
      },
      own,
    );
    const model =
      languageModel &&
      new VllmServer(
        vllmName(name),
        {
          ...languageModel,
          service: name,
          askedBy: serviceSelector(name),
          site,
          identity,
          labels: pods.labels,
        },
        own,
      );
    const running = versions.map((version) => ({
      version,
      component: new ModelVersion(
        version.name,
        {
          service: name,
          running: version,
          resources: pods.resources,
          site,
          identity,
          ...(isPromoted(version.version)
            ? model && { upstreamUrl: vllmUrl(name) }
            : { baseline: this.baseline(version, pods, labels) }),
          keysSecret: keys.digestsSecret,
          labels,
          // Without its model such a version would never be ready; a baseline needs none.
          after: [network, ...(isPromoted(version.version) ? (model?.ready ?? []) : [])],
        },
        own,
      ),
    }));
    new kubernetes.apiextensions.CustomResource(
      `${name}-route`,
      {
        apiVersion: GATEWAY_API,
        kind: "HTTPRoute",
        metadata: { name, namespace, labels },
        spec: routeSpec({ service: name, versions, gateway: site.gateway }),
      },
      // Requests go to a version once its pods are ready, and not before.
      { ...own, dependsOn: [...running.flatMap(({ component }) => component.ready)] },
    );
  }

  /** A baseline as a ConfigMap that is named by its digest and never changes. */
  private baseline(
    { version }: RunningVersion,
    { baseline, site }: ModelPodsArgs,
    labels: Readonly<Record<string, string>>,
  ): pulumi.Output<string> {
    const name = `${this.name}-baseline-${version.artifact.sha256.slice(0, DIGEST_DIGITS)}`;
    return new kubernetes.core.v1.ConfigMap(
      name,
      {
        metadata: { name, namespace: site.namespace, labels: { ...labels } },
        immutable: true,
        data: { ...baseline },
      },
      { parent: this },
    ).metadata.name;
  }
}
