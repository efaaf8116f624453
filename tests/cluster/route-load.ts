import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "./api-client";
import type { Manifest } from "./manifest";

/** Milliseconds between two looks at the route and at the endpoints: later than a gateway's watch. */
const LOOK_MS = 100;
/** Milliseconds that an answer may take. */
const ANSWER_LIMIT_MS = 10_000;
const TEXTS = ["I was charged twice, please refund me at once", "How do I change my avatar?"];
const BODY = Buffer.from(JSON.stringify({ texts: TEXTS }));

/** Where requests go, and how. */
export interface RouteLoadOptions {
  /** The HTTPRoute that shares requests between the versions. */
  readonly route: Manifest;
  /** A client's key. */
  readonly key: string;
  /** Requests a second, sent by the clock whether or not earlier ones are answered. */
  readonly rate: number;
}

/** What a load saw. */
export interface LoadCount {
  readonly sent: number;
  /** Requests without a whole 200. None is tried again. */
  readonly lost: number;
  /** Answers of two versions at once, or of another version than the pod's Service. */
  readonly mixed: number;
  /** Answers by model version. */
  readonly versions: Readonly<Record<string, number>>;
  /** Pods that answered, by address. */
  readonly pods: readonly string[];
  /** Lost requests by reason and pod. */
  readonly reasons: Readonly<Record<string, number>>;
  /** The 99th percentile of answers' times, milliseconds, from when a request was due. */
  readonly p99Ms: number;
}

interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly version: string;
}

/**
 * Load on a service as its gateway would pass it on. This cluster has neither a gateway nor
 * kube-proxy, so this is both: it takes the weights from the HTTPRoute and the pods that are ready
 * from the EndpointSlices, over and over, and sends to the pods' own addresses. It never tries a
 * request again, which a gateway may.
 */
export class RouteLoad {
  private readonly agent = new Agent({ keepAlive: true });
  private backends: { weight: number; endpoints: Endpoint[] }[] = [];
  private readonly open = new Set<Promise<void>>();
  private readonly versions: Record<string, number> = {};
  private readonly reasons: Record<string, number> = {};
  private readonly pods = new Set<string>();
  private readonly times: number[] = [];
  private sent = 0;
  private lost = 0;
  private mixed = 0;
  private running = true;
  private looking: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly client: ApiClient,
    private readonly options: RouteLoadOptions,
  ) {}

  /** Starts it, once a pod is ready. */
  static async start(client: ApiClient, options: RouteLoadOptions): Promise<RouteLoad> {
    const load = new RouteLoad(client, options);
    await client.until("the route has a pod that is ready", async () => {
      await load.look();
      return load.backends.some(({ endpoints }) => endpoints.length > 0) ? true : undefined;
    });
    load.looking = load.keepLooking();
    const begun = performance.now();
    load.timer = setInterval(() => {
      const due = ((performance.now() - begun) / 1000) * options.rate;
      while (load.sent < due) load.send(begun + (load.sent / options.rate) * 1000);
    }, 2);
    return load;
  }

  /** Waits until so many more requests were sent. */
  async more(requests: number): Promise<void> {
    const goal = this.sent + requests;
    while (this.sent < goal) await sleep(20);
  }

  /** Sends no more, and waits for the answers that are out. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.running = false;
    await this.looking;
    await Promise.all(this.open);
    this.agent.destroy();
  }

  /** What it saw so far. */
  count(): LoadCount {
    this.times.sort((a, b) => a - b);
    const { sent, lost, mixed, versions, reasons } = this;
    const p99Ms = Math.round(this.times[Math.floor(this.times.length * 0.99)] ?? Number.NaN);
    return { sent, lost, mixed, versions, reasons, pods: [...this.pods].sort(), p99Ms };
  }

  private async keepLooking(): Promise<void> {
    while (this.running) {
      await sleep(LOOK_MS);
      await this.look();
    }
  }

  /** Reads the route's weights, and which pods of each Service are ready. */
  private async look(): Promise<void> {
    const { namespace = "" } = this.options.route.metadata ?? {};
    const [route, slices] = await Promise.all([
      this.client.get(this.options.route),
      this.client.list("discovery.k8s.io/v1", "EndpointSlice", namespace),
    ]);
    const { rules = [] } = (route?.spec ?? {}) as {
      rules?: { backendRefs: { name: string; weight: number }[] }[];
    };
    this.backends = (rules[0]?.backendRefs ?? []).map(({ name, weight }) => ({
      weight,
      endpoints: slices
        .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === name)
        .flatMap(readyEndpoints),
    }));
  }

  private send(due: number): void {
    const at = this.sent++;
    const target = this.pick(at);
    const work = (target === undefined ? Promise.reject(NO_POD) : this.post(target))
      .then((versions) => {
        this.times.push(performance.now() - due);
        this.judge(target, versions);
      })
      .catch((error: unknown) => {
        this.lost++;
        const reason = `${target?.address ?? "nowhere"}: ${String(error)}`;
        this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
      });
    this.open.add(work);
    void work.finally(() => this.open.delete(work));
  }

  private judge(target: Endpoint | undefined, versions: readonly string[]): void {
    const [version = "none"] = versions;
    this.versions[version] = (this.versions[version] ?? 0) + 1;
    if (versions.length !== TEXTS.length || versions.some((one) => one !== target?.version)) {
      this.mixed++;
    }
    this.pods.add(target?.address ?? "");
  }

  /** By weight, then in turn. */
  private pick(at: number): Endpoint | undefined {
    const total = this.backends.reduce((sum, { weight }) => sum + weight, 0);
    // 61 has no divisor in common with 100, so that shares come mixed.
    let place = (at * 61) % total;
    for (const { weight, endpoints } of this.backends) {
      if (place < weight) return endpoints[at % endpoints.length];
      place -= weight;
    }
    return undefined;
  }

  private post({ address, port }: Endpoint): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const outgoing = request({
        host: address,
        port,
        method: "POST",
        path: "/predict",
        agent: this.agent,
        timeout: ANSWER_LIMIT_MS,
        headers: {
          authorization: `Bearer ${this.options.key}`,
          "content-type": "application/json",
          "content-length": BODY.length,
        },
      });
      outgoing.once("timeout", () => outgoing.destroy(new Error("no answer in 10 s")));
      outgoing.once("error", reject);
      outgoing.once("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(versionsOf(text));
          else reject(new Error(`HTTP ${String(response.statusCode)} ${codeOf(text)}`));
        });
      });
      outgoing.end(BODY);
    });
  }
}

const NO_POD = new Error("the route has no pod that is ready");

/** The error's code alone, so that reasons can be counted; else how the answer begins. */
function codeOf(text: string): string {
  return /"code":"(\w+)"/.exec(text)?.[1] ?? text.slice(0, 60);
}

function versionsOf(text: string): string[] {
  const { predictions } = JSON.parse(text) as { predictions: { model_version: string }[] };
  return predictions.map(({ model_version }) => model_version);
}

/** A slice's pods that are ready. A slice carries the labels of its Service. */
function readyEndpoints(slice: Manifest): Endpoint[] {
  const { endpoints, ports } = slice as unknown as {
    endpoints: { addresses: string[]; conditions: { ready?: boolean } }[] | null;
    ports: { port: number }[] | null;
  };
  const [port] = ports ?? [];
  if (port === undefined) return [];
  const version = slice.metadata?.labels?.["app.kubernetes.io/version"] ?? "";
  return (endpoints ?? [])
    .filter(({ conditions }) => conditions.ready === true)
    .flatMap(({ addresses }) =>
      addresses.map((address) => ({ address, port: port.port, version })),
    );
}
