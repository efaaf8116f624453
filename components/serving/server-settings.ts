import type { types } from "@pulumi/kubernetes";

/*
 * How the bundled inference server runs in a pod: its variables, its probes, and how it ends. What
 * each variable means stands in apps/inference/server/config.ts.
 */

/** The port of the server in its pod. */
export const SERVER_PORT = 8080;
/** The port of its Services. */
export const SERVICE_PORT = 80;

/** Seconds that a pod keeps serving after it has been told to go, until every proxy has heard it. */
const LEAVE_SECONDS = 10;
/** Seconds that the server then takes at most: its request timeout of 10 s, and as much again. */
const GRACE_SECONDS = 20;
/** Seconds after which the kubelet kills what is left: later than the server's own end. */
export const TERMINATION_SECONDS = LEAVE_SECONDS + GRACE_SECONDS + 5;

/** Requests at once that a pod takes before it answers 503. */
const MOST_IN_FLIGHT = 512;
/** Requests at once that the autoscaler aims at: an eighth of where a pod begins to refuse. */
export const IN_FLIGHT_TARGET = MOST_IN_FLIGHT / 8;
/** The gauge of the server that the autoscaler reads (docs/serving-standard.md, "Metrics"). */
export const IN_FLIGHT_METRIC = "towpath_requests_in_flight";

/** Where the keys file lies; the server reads it again when it changes. */
export const KEYS_FOLDER = "/etc/towpath/keys";
export const KEYS_FILE = "keys.txt";

/** Variables of the server. */
export function serverEnv(facts: {
  readonly environment: string;
  readonly artifactFolder: string;
  readonly artifactSha256: string;
  /** Where its language model is. @default none: it answers by itself */
  readonly upstreamUrl?: string | undefined;
}): Record<string, string> {
  return {
    // Named: in an environment called local it would listen on 127.0.0.1, where no probe reaches it.
    HOST: "0.0.0.0",
    PORT: String(SERVER_PORT),
    TOWPATH_API_KEYS_FILE: `${KEYS_FOLDER}/${KEYS_FILE}`,
    TOWPATH_ARTIFACT: facts.artifactFolder,
    TOWPATH_ARTIFACT_SHA256: facts.artifactSha256,
    TOWPATH_AUTH: "on",
    // The wait is preStop's: the signal comes when nobody sends new requests any more.
    TOWPATH_DRAIN_DELAY_MS: "0",
    TOWPATH_ENVIRONMENT: facts.environment,
    TOWPATH_GRACE_MS: String(GRACE_SECONDS * 1000),
    TOWPATH_MAX_IN_FLIGHT: String(MOST_IN_FLIGHT),
    ...(facts.upstreamUrl === undefined ? {} : { TOWPATH_UPSTREAM_URL: facts.upstreamUrl }),
  };
}

/**
 * The kubelet's own sleep, which needs no program in the image (on since Kubernetes 1.30, stable in 1.34).
 * https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
 */
export const LIFECYCLE: types.input.core.v1.Lifecycle = {
  preStop: { sleep: { seconds: LEAVE_SECONDS } },
};

const get = (path: string) => ({ httpGet: { path, port: "http" } });

/**
 * - startup: half a minute to come up; the server itself is there in half a second.
 * - readiness: the artifact is verified and loaded, and the pod is not leaving; out after 6 s.
 * - liveness: the process answers at all. It does not ask for the model: a refused artifact is not
 *   mended by a restart, and a busy server must not be killed for it, hence a minute.
 */
export const PROBES = {
  startupProbe: { ...get("/health"), periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 30 },
  readinessProbe: { ...get("/ready"), periodSeconds: 3, timeoutSeconds: 2, failureThreshold: 2 },
  livenessProbe: { ...get("/health"), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
} satisfies Record<string, types.input.core.v1.Probe>;
