import { randomBytes } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import * as random from "@pulumi/random";
import { readBaselines } from "../../components/config/baseline-files";
import { loadJobs } from "../../components/config/jobs";
import { environmentNamed, loadStacks } from "../../components/config/load";
import { readRecordFiles } from "../../components/config/record-files";
import { isSecret, plain } from "../../components/data/testing";
import { ExistingCluster } from "../../components/in-cluster/existing-cluster";
import { type Registered, run } from "../../components/testing";
import { readBundle } from "../../components/workloads/bundle-source";

/** A Secret or ConfigMap: entry → content. */
export type Entries = Readonly<Record<string, Buffer>>;

interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
}

interface KeyRef {
  readonly name: string;
  readonly key: string;
}
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: KeyRef };
  }[];
  readonly workingDir: string;
  readonly restartPolicy?: "Always";
  readonly startupProbe?: {
    readonly exec: { readonly command: readonly string[] };
    readonly periodSeconds: number;
    readonly failureThreshold: number;
  };
  readonly volumeMounts: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
}
interface FilesOf {
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}
export interface VolumeSpec {
  readonly name: string;
  readonly emptyDir?: object;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly secret?: FilesOf & { readonly secretName: string; readonly defaultMode: number };
  readonly configMap?: FilesOf & { readonly name: string; readonly defaultMode: number };
  readonly projected?: {
    readonly defaultMode: number;
    readonly sources: readonly { readonly configMap: FilesOf & { readonly name: string } }[];
  };
}
export interface PodSpec {
  readonly initContainers?: readonly ContainerSpec[];
  readonly containers: readonly ContainerSpec[];
  readonly volumes: readonly VolumeSpec[];
  readonly securityContext: {
    readonly runAsUser: number;
    readonly runAsGroup: number;
    readonly fsGroup: number;
  };
}

/**
 * An environment's objects as the program declares them, with what only a deployment knows made up here:
 * passwords and keys, which `render` leaves to people, since it must write none.
 */
export class RenderedObjects {
  private constructor(private readonly all: readonly Registered[]) {}

  /** @param stack one without AWS, whose objects need nothing of a cloud */
  static async of(stack: string): Promise<RenderedObjects> {
    const { all } = await run(
      () => declare(stack),
      {
        resources: {
          "random:index/randomPassword:RandomPassword": () => ({
            result: randomBytes(16).toString("hex"),
          }),
          "random:index/randomBytes:RandomBytes": (_name, { length }) => ({
            base64: randomBytes(Number(length)).toString("base64"),
          }),
        },
        // What has no name in the program is named by its resource, as `render` does.
        others: (name, { metadata }) => ({ metadata: { name, ...(metadata as object) } }),
      },
      { stack },
    );
    return new RenderedObjects(
      all.map((one) => ({ ...one, inputs: bare(one.inputs) as Registered["inputs"] })),
    );
  }

  /** Files of a Secret, by their name in them. */
  secret(namespace: string, name: string): Entries {
    const { stringData } = this.object("core/v1:Secret", namespace, name);
    return entriesOf(stringData);
  }

  configMap(namespace: string, name: string): Entries {
    return entriesOf(this.object("core/v1:ConfigMap", namespace, name).data);
  }

  cronJob(namespace: string, name: string): PodSpec {
    const { spec } = this.object("batch/v1:CronJob", namespace, name);
    return (spec as { jobTemplate: { spec: { template: { spec: PodSpec } } } }).jobTemplate.spec
      .template.spec;
  }

  /** A Job, whose name the cluster makes, by what its resource's begins with. */
  job(namespace: string, begins: string): PodSpec {
    const found = this.inputs("batch/v1:Job", namespace, ({ name }) => name.startsWith(begins));
    return (found.spec as { template: { spec: PodSpec } }).template.spec;
  }

  private object(type: string, namespace: string, name: string): Registered["inputs"] {
    return this.inputs(
      type,
      namespace,
      (one, metadata) => (metadata.name ?? one.name) === name,
      name,
    );
  }

  private inputs(
    type: string,
    namespace: string,
    is: (one: Registered, metadata: Metadata) => boolean,
    name = "",
  ): Registered["inputs"] {
    const found = this.all.filter((one) => {
      const metadata = one.inputs.metadata as Metadata | undefined;
      if (one.type !== `kubernetes:${type}` || metadata?.namespace !== namespace) return false;
      return is(one, metadata);
    });
    const [only] = found;
    if (only !== undefined && found.length === 1) return only.inputs;
    throw new Error(`${type} ${namespace}/${name}: found ${found.length}, expected one`);
  }
}

/** The cluster of the stack, as index.ts declares it; that looks for a real one first. */
function declare(stack: string): ExistingCluster {
  const root = process.cwd();
  const stacks = loadStacks(root);
  const environment = environmentNamed(stacks, stack);
  if (environment.kind !== "kubernetes") throw new Error(`${stack} is on AWS`);
  return new ExistingCluster("cluster", {
    ...{ name: stack, environment, images: stacks.images, teams: stacks.teams },
    services: stacks.services,
    baselines: readBaselines(root, stacks.services),
    jobs: loadJobs(root, stacks),
    bundles: {
      job: readBundle(root, "job"),
      recovery: readBundle(root, "recovery"),
      inference: readBundle(root, "inference"),
    },
    records: readRecordFiles(root),
    providers: {
      kubernetes: new kubernetes.Provider("cluster", { context: environment.context }),
      random: new random.Provider("random"),
    },
  });
}

/** Without the mark that Pulumi puts around a secret. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return bare(plain(value));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bare(inner)]));
}

function entriesOf(value: unknown): Entries {
  const texts = Object.entries((value ?? {}) as Record<string, string>);
  return Object.fromEntries(texts.map(([key, text]) => [key, Buffer.from(text)]));
}
