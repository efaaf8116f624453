import { InputError } from "../../../lib/errors";
import { withoutUserinfo } from "./errors";

/** Where an MLflow server is, and how to be let in. */
export interface Endpoint {
  /** Base URL without userinfo, query and trailing slash, e.g. `http://127.0.0.1:5500`. */
  readonly base: string;
  /** Value of the Authorization header; undefined for a server that asks for none. A secret. */
  readonly authorization: string | undefined;
}

/**
 * Reads a tracking URI and the credentials that MLflow's own clients read: MLFLOW_TRACKING_USERNAME
 * and MLFLOW_TRACKING_PASSWORD, else MLFLOW_TRACKING_TOKEN, else the URI's userinfo or MLFLOW_TRACKING_URI's.
 * https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth
 * @throws InputError for anything but an http or https URL; the message never holds a secret
 */
export function parseEndpoint(uri: string, env: NodeJS.ProcessEnv): Endpoint {
  const shown = withoutUserinfo(uri);
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    throw notHttp(shown);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") throw notHttp(shown);
  const base = `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
  return { base, authorization: authorizationOf(url, env) };
}

function notHttp(shown: string): InputError {
  return new InputError(
    `tracking URI: found "${shown}"; expected an http:// or https:// URL, e.g. http://127.0.0.1:5500`,
    {
      hint: "Set MLFLOW_TRACKING_URI to the address of an MLflow server, or unset it to use the embedded one.",
    },
  );
}

function authorizationOf(url: URL, env: NodeJS.ProcessEnv): string | undefined {
  const user = env.MLFLOW_TRACKING_USERNAME ?? "";
  const password = env.MLFLOW_TRACKING_PASSWORD ?? "";
  if (user !== "" && password !== "") return basic(user, password);
  const token = env.MLFLOW_TRACKING_TOKEN ?? "";
  if (token !== "") return `Bearer ${token}`;
  const named = url.username === "" ? configured(url, env) : url;
  if (named === undefined || named.username === "") return undefined;
  return basic(safeDecode(named.username), safeDecode(named.password));
}

/** MLFLOW_TRACKING_URI's own userinfo, for a URI of the same server that was shown without it. */
function configured(url: URL, env: NodeJS.ProcessEnv): URL | undefined {
  const uri = env.MLFLOW_TRACKING_URI ?? "";
  if (!URL.canParse(uri)) return undefined;
  const other = new URL(uri);
  return other.origin === url.origin ? other : undefined;
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** `%` on its own is legal in a password and no escape. */
function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
