import { titleOf, type Id } from "./manifest";

/** Both discovery documents list every group, version and resource in one answer each. */
const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** One resource of the API. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  /** Its path's last part, such as `daemonsets`. */
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

interface Document {
  readonly items: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources: readonly {
        readonly resource: string;
        readonly responseKind: { readonly kind: string };
        readonly scope: "Namespaced" | "Cluster";
        readonly verbs: readonly string[];
      }[];
    }[];
  }[];
}

/**
 * Which path an object has: asked of the API server, once, and again for a kind that was not there.
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export class Discovery {
  private resources: Promise<readonly Resource[]> | undefined;

  /** @param get gives the JSON under a path, in the format asked for */
  constructor(private readonly get: (path: string, accept: string) => Promise<unknown>) {}

  /** The path of one object. @throws Error when the API has no such kind */
  async pathOf(id: Id): Promise<string> {
    const { name, namespace } = id.metadata ?? {};
    if (name === undefined) throw new Error(`${id.kind}: an object without a name has no path`);
    const resource = await this.find(id.apiVersion, id.kind);
    if (resource.namespaced && namespace === undefined) {
      throw new Error(`${titleOf(id)}: its kind lives in a namespace, and it names none`);
    }
    const place = resource.namespaced ? namespace : undefined;
    return `${pathOf(resource, place)}/${encodeURIComponent(name)}`;
  }

  /** The path of all objects of a kind. @throws Error when the API has no such kind */
  async listPathOf(apiVersion: string, kind: string, namespace?: string): Promise<string> {
    return pathOf(await this.find(apiVersion, kind), namespace);
  }

  /** Every kind whose objects can be listed and deleted: what a cluster may hold. */
  async listable(): Promise<readonly Resource[]> {
    const all = await this.all();
    return all.filter(({ verbs }) => verbs.includes("list") && verbs.includes("delete"));
  }

  private async find(apiVersion: string, kind: string): Promise<Resource> {
    const find = (all: readonly Resource[]) =>
      all.find((one) => one.apiVersion === apiVersion && one.kind === kind);
    let all = await this.all();
    if (find(all) === undefined) {
      // A definition may have joined since.
      this.resources = undefined;
      all = await this.all();
    }
    const hit = find(all);
    if (hit !== undefined) return hit;
    const elsewhere = all.filter((one) => one.kind === kind).map((one) => one.apiVersion);
    throw new Error(
      `the API has no ${kind} in ${apiVersion}` +
        (elsewhere.length === 0 ? "" : `; it is in ${elsewhere.join(", ")}`),
    );
  }

  /** Every resource of every version. */
  all(): Promise<readonly Resource[]> {
    this.resources ??= this.ask();
    return this.resources;
  }

  private async ask(): Promise<Resource[]> {
    const documents = await Promise.all(
      ["/api", "/apis"].map((path) => this.get(path, AGGREGATED)),
    );
    return (documents as Document[]).flatMap(({ items }) =>
      items.flatMap(({ metadata, versions }) =>
        versions.flatMap(({ version, resources }) =>
          resources.map((one) => ({
            apiVersion: metadata?.name ? `${metadata.name}/${version}` : version,
            kind: one.responseKind.kind,
            plural: one.resource,
            namespaced: one.scope === "Namespaced",
            verbs: one.verbs,
          })),
        ),
      ),
    );
  }
}

function pathOf({ apiVersion, plural }: Resource, namespace: string | undefined): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}/${namespace === undefined ? "" : `namespaces/${namespace}/`}${plural}`;
}
