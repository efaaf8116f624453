import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { Discovery, type Resource } from "./discovery";
import { type Id, type Manifest, titleOf } from "./manifest";

/** Milliseconds that a request may take. */
const REQUEST_LIMIT_MS = 30_000;
/** Milliseconds that the cluster gets to come to what a test waits for. */
const WAIT_LIMIT_MS = 30_000;
/** Who owns the fields that tests apply. */
const MANAGER = "towpath-test";

/** An object as the API server has it. */
export type Live = Manifest & {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly deletionTimestamp?: string;
  };
};

/** The API server's answer when it refuses. */
export class ApiError extends Error {
  constructor(
    /** HTTP status. */
    readonly status: number,
    /** Kubernetes' own word for it, such as `Forbidden`. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** How an object is applied. */
export interface ApplyOptions {
  /** Check everything, change nothing. @default false */
  readonly dryRun?: boolean;
  /** The token of another user. @default the administrator's */
  readonly token?: string;
}

/** Just enough of a Kubernetes client: what tests of manifests, of rights and of scheduling ask. */
export class ApiClient {
  private readonly discovery = new Discovery((path, accept) => this.send("GET", path, { accept }));

  /** @param ca the API server's certificate, PEM */
  constructor(
    private readonly server: string,
    private readonly ca: string,
    private readonly token: string,
    private readonly headers: Readonly<Record<string, string | string[]>> = {},
    private readonly agent = new Agent({ keepAlive: true, ca }),
  ) {}

  /**
   * The same API as somebody else, for whom this client's user asks, over this client's connections.
   * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
   */
  as(user: string, groups: readonly string[]): ApiClient {
    const headers = { "impersonate-user": user, "impersonate-group": [...groups] };
    return new ApiClient(this.server, this.ca, this.token, headers, this.agent);
  }

  close(): void {
    this.agent.destroy();
  }

  /** Has the API server finished starting? */
  async isReady(): Promise<boolean> {
    return this.send("GET", "/readyz").then(
      () => true,
      () => false,
    );
  }

  /**
   * Server-side apply with strict field validation: an unknown or doubled field is refused.
   * https://kubernetes.io/docs/reference/using-api/server-side-apply/
   * @throws ApiError naming the object
   */
  async apply(object: Manifest, options: ApplyOptions = {}): Promise<Live> {
    const path = await this.discovery.pathOf(object);
    const query = new URLSearchParams({
      fieldManager: MANAGER,
      fieldValidation: "Strict",
      ...(options.dryRun === true && { dryRun: "All" }),
    });
    return this.about(object, () =>
      this.send("PATCH", `${path}?${query.toString()}`, {
        body: object,
        // JSON is YAML.
        contentType: "application/apply-patch+yaml",
        ...(options.token !== undefined && { token: options.token }),
      }),
    ) as Promise<Live>;
  }

  /** The object as it is; undefined when there is none. */
  async get(id: Id): Promise<Live | undefined> {
    return this.send("GET", await this.discovery.pathOf(id)).catch(unlessMissing) as Promise<
      Live | undefined
    >;
  }

  /** All objects of a kind, of one namespace or of all. */
  async list(apiVersion: string, kind: string, namespace?: string): Promise<Live[]> {
    const path = await this.discovery.listPathOf(apiVersion, kind, namespace);
    const { items = [] } = (await this.send("GET", path)) as { items?: Manifest[] };
    // Items of a list carry neither.
    return items.map((item) => ({ ...item, apiVersion, kind }) as Live);
  }

  /** Every resource that the API has. */
  resources(): Promise<readonly Resource[]> {
    return this.discovery.all();
  }

  /** Every object of the cluster. */
  async listAll(): Promise<Live[]> {
    const kinds = await this.discovery.listable();
    const lists = await Promise.all(kinds.map((one) => this.list(one.apiVersion, one.kind)));
    return lists.flat();
  }

  /** Posts an object to a collection or subresource, as reviews and evictions are. */
  async create(path: string, body: Manifest, token?: string): Promise<unknown> {
    return this.send("POST", path, { body, ...(token !== undefined && { token }) });
  }

  /** Changes single fields of an object: a JSON merge patch. */
  async patch(id: Id, fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.send("PATCH", await this.discovery.pathOf(id), {
      body: fields,
      contentType: "application/merge-patch+json",
    });
  }

  /** Deletes an object and what it owns, and waits until it is gone. Safe when there is none. */
  async remove(id: Id): Promise<void> {
    const path = await this.discovery.pathOf(id);
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Foreground" };
    await this.send("DELETE", path, { body }).catch(unlessMissing);
    await this.until(`${titleOf(id)} is gone`, async () =>
      (await this.get(id)) === undefined ? true : undefined,
    );
  }

  /**
   * Asks again and again until there is an answer.
   * @param limitMs milliseconds
   * @throws Error with what was waited for, at the limit
   */
  async until<T>(
    what: string,
    ask: () => Promise<T | undefined>,
    limitMs = WAIT_LIMIT_MS,
  ): Promise<T> {
    const limit = Date.now() + limitMs;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      if (Date.now() > limit) throw new Error(`waited ${limitMs / 1000} s until ${what}`);
      await sleep(100);
    }
  }

  private async about<T>(object: Id, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new ApiError(error.status, error.reason, `${titleOf(object)}: ${error.message}`);
    }
  }

  private send(method: string, path: string, options: SendOptions = {}): Promise<unknown> {
    const { body, accept = "application/json", contentType = "application/json" } = options;
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = request(`${this.server}${path}`, {
        method,
        agent: this.agent,
        timeout: REQUEST_LIMIT_MS,
        headers: {
          ...this.headers,
          authorization: `Bearer ${options.token ?? this.token}`,
          accept,
          ...(text !== undefined && {
            "content-type": contentType,
            "content-length": Buffer.byteLength(text),
          }),
        },
      });
      call.once("error", reject);
      call.once("timeout", () => call.destroy(new Error(`${method} ${path}: no answer`)));
      call.once("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => {
          const answer = Buffer.concat(chunks).toString();
          const status = response.statusCode ?? 0;
          if (status < 300) resolve(parsed(answer));
          else reject(refusal(status, answer));
        });
      });
      call.end(text);
    });
  }
}

interface SendOptions {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly accept?: string;
  readonly contentType?: string;
  readonly token?: string;
}

/** The certificate that an API server has made for itself. */
export function readCa(file: string): string {
  return readFileSync(file, "utf8");
}

/** Health endpoints answer plain text. */
function parsed(text: string): unknown {
  return text.startsWith("{") ? JSON.parse(text) : text;
}

function refusal(status: number, text: string): ApiError {
  const answer = (text.startsWith("{") ? JSON.parse(text) : {}) as {
    readonly reason?: string;
    readonly message?: string;
    readonly details?: { readonly causes?: readonly { readonly message?: string }[] };
  };
  const { reason = "", message = text, details } = answer;
  // Evictions name the budget in a cause alone; validation repeats its causes in the message.
  const causes = (details?.causes ?? []).flatMap(({ message: cause = "" }) =>
    message.includes(cause) ? [] : [cause],
  );
  return new ApiError(status, reason, [message, ...causes].join(" "));
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof ApiError && error.status === 404) return undefined;
  throw error;
}
