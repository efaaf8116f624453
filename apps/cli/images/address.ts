import { InputError } from "../../../lib/errors";

/** Where an image's manifests are asked for. */
export interface ImageAddress {
  /** The registry as images.yaml says it, with its port: what people and messages call it. */
  readonly registry: string;
  /** Scheme, host and port that requests go to. */
  readonly origin: string;
  /** The path that the registry knows the image by, such as `library/postgres`. */
  readonly name: string;
}

/**
 * Splits a repository of stacks/images.yaml. Docker Hub's two habits are here: `docker.io` answers at
 * registry-1.docker.io, and an official image's path begins with `library/`
 * (github.com/distribution/reference at 4ca14034, normalize.go).
 * Only this machine may speak plain HTTP.
 * @throws InputError when there is no registry or no path in it
 */
export function parseRepository(repository: string): ImageAddress {
  const slash = repository.indexOf("/");
  const registry = repository.slice(0, Math.max(slash, 0));
  const path = repository.slice(slash + 1);
  if (registry === "" || path === "") {
    throw new InputError(
      `repository: found "${repository}"; expected a registry and a path, such as ghcr.io/mlflow/mlflow`,
    );
  }
  const hub = registry === "docker.io" || registry === "index.docker.io";
  const host = hub ? "registry-1.docker.io" : registry;
  const scheme = isLoopback(hostname(host)) ? "http" : "https";
  return {
    registry,
    origin: `${scheme}://${host}`,
    name: hub && !path.includes("/") ? `library/${path}` : path,
  };
}

/** Is a host name this machine? Nobody else reads or changes what is sent there. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** May a request go there: over TLS, or to this machine? */
export function isSafe(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

function hostname(host: string): string {
  return host.replace(/:\d+$/, "");
}
