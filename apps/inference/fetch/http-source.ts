import { InputError } from "../../../lib/errors";
import { Clock, piecesOf } from "../../../lib/object-store/body";
import { ObjectStoreError } from "../../../lib/object-store/errors";
import { keyPath } from "../../../lib/object-store/uri";
import type { OpenFile, Source, SourceOptions } from "./source";

/** A folder on a web server. @throws InputError for a URL with user, password, query or fragment */
export function httpSource(uri: string, options: SourceOptions): Source {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.username !== "" || url.password !== "" || /[?#]/.test(uri)) {
    throw new InputError(
      "ARTIFACT_URI: expected an http(s) URL of a folder, without user, password, query and fragment",
    );
  }
  const root = url.href.replace(/\/$/, "");
  return {
    shown: root,
    open: (name) => get(`${root}/${encodeURIComponent(name)}`, {}, options.silenceMs),
  };
}

/**
 * `mlflow-artifacts:/path`, through the tracking server that MLFLOW_TRACKING_URI names, with MLflow's
 * own credential variables: mlflow.org/docs/latest/self-hosting/architecture/artifact-store
 * @throws InputError without MLFLOW_TRACKING_URI, or when the URI names another server
 */
export function trackingSource(uri: string, { env, silenceMs }: SourceOptions): Source {
  const tracking = env.MLFLOW_TRACKING_URI ?? "";
  const base = URL.canParse(tracking) ? new URL(tracking) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol)) {
    throw new InputError(
      `MLFLOW_TRACKING_URI: ${tracking === "" ? "not set" : "no http(s) URL"}; expected the tracking server that has ${uri}`,
    );
  }
  const [, host = "", path = ""] = /^[^:]*:(?:\/\/([^/]*))?\/(.*)$/.exec(uri) ?? [];
  // Going to another host by a URI from a record would hand it the credentials.
  if (path === "" || (host !== "" && host !== base.host)) {
    throw new InputError(
      `ARTIFACT_URI: found ${JSON.stringify(uri)}; expected mlflow-artifacts:/<path>, kept by ${base.host}`,
    );
  }
  if (path.split("/").some((segment) => /^\.{0,2}$|[\\\u0000-\u001f]/.test(segment))) {
    throw new InputError(
      `ARTIFACT_URI: found ${JSON.stringify(uri)}; expected a path of plain names`,
    );
  }
  const root = `${base.origin}${base.pathname.replace(/\/$/, "")}/api/2.0/mlflow-artifacts/artifacts`;
  const authorization = authorizationOf(base, env);
  const headers = authorization === undefined ? {} : { authorization };
  return {
    shown: uri,
    open: (name) => get(`${root}/${keyPath(`${path}/${name}`)}`, headers, silenceMs),
  };
}

function authorizationOf(base: URL, env: NodeJS.ProcessEnv): string | undefined {
  const { MLFLOW_TRACKING_USERNAME: name = "", MLFLOW_TRACKING_PASSWORD: secret = "" } = env;
  const [user, password] =
    name !== "" && secret !== ""
      ? [name, secret]
      : [decodeURIComponent(base.username), decodeURIComponent(base.password)];
  if (user !== "" && password !== "") {
    return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  }
  const token = env.MLFLOW_TRACKING_TOKEN ?? "";
  return token === "" ? undefined : `Bearer ${token}`;
}

async function get(
  url: string,
  headers: Record<string, string>,
  silenceMs: number,
): Promise<OpenFile> {
  const what = `GET ${url}`;
  const abort = new AbortController();
  const clock = new Clock(silenceMs, () => {
    abort.abort();
  });
  clock.start();
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { ...headers, "accept-encoding": "identity" },
      // Credentials must not follow to another host, and a login page is no file.
      redirect: "manual",
      signal: abort.signal,
    });
  } catch (error) {
    throw clock.lost(what, error);
  } finally {
    clock.stop();
  }
  if (!response.ok) {
    await response.body?.cancel();
    const { status } = response;
    throw new ObjectStoreError(`${what}: HTTP ${status}`, {
      status,
      code: `HTTP_${status}`,
      passing: status >= 500 || status === 429 || status === 408,
      ...(status === 401 || status === 403
        ? {
            hint: "The identity may not read it: check MLFLOW_TRACKING_TOKEN or user and password.",
          }
        : {}),
    });
  }
  const length = response.headers.get("content-length");
  return {
    bytes: length === null ? undefined : Number(length),
    body: piecesOf(response, what, silenceMs),
  };
}
