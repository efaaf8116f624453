import type { types } from "@pulumi/kubernetes";
import { isPromoted, type ServedVersion } from "../config/service";
import { envVars } from "../workloads/pod-security";

/** Where the server finds the verified artifact. */
export const ARTIFACT_FOLDER = "/artifact";
/** Where a committed baseline is mounted, for the same verification as any other artifact. */
export const BASELINE_FOLDER = "/baseline";

/** Where the pod's artifact comes from: promoted ones from the store, baselines from a ConfigMap. */
export function artifactUri(version: ServedVersion): string {
  return isPromoted(version) ? version.artifact.uri : `file://${BASELINE_FOLDER}`;
}

/** What apps/inference/fetch reads: what to fetch, what it must be, and where to put it. */
export function fetchEnv(version: ServedVersion): types.input.core.v1.EnvVar[] {
  return envVars({
    ARTIFACT_DIR: ARTIFACT_FOLDER,
    ARTIFACT_SHA256: version.artifact.sha256,
    ARTIFACT_URI: artifactUri(version),
  });
}

/** The artifacts that have to be fetched from a store, each once, sorted. */
export function storedArtifacts(versions: readonly ServedVersion[]): string[] {
  return [...new Set(versions.filter(isPromoted).map(({ artifact }) => artifact.uri))].sort();
}
