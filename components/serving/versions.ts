import type { ServedVersion } from "../config/service";
import type { Traffic } from "../config/service-running";
import { DIGEST_DIGITS } from "../workloads/bundle";

/*
 * Which versions of a service run, and what each of them answers. Pure: known before anything is
 * registered.
 */

/** One version that runs. */
export interface RunningVersion {
  /** `SERVICE-DIGEST`: the name of its Deployment and its Service. */
  readonly name: string;
  readonly version: ServedVersion;
  /** Of the promotion record. A version that is both, before the first promotion, is current. */
  readonly role: "current" | "previous";
  /** Percent of requests that it answers. */
  readonly percent: number;
  /** It gets a copy of each request, and its answers go nowhere. */
  readonly mirrored: boolean;
}

/**
 * The record's two versions, or one where both are the same artifact.
 *
 * `previous` runs as large as `current`'s least, whatever it answers. It is what makes a rollback a
 * change of weights alone: nothing is started, fetched or scaled while people wait, and that the
 * artifact can still be had is known all the time. A bundled server costs a quarter of a core and
 * 256 MiB a pod; that is what the readiness costs.
 */
export function runningVersions(
  service: string,
  record: { readonly current: ServedVersion; readonly previous: ServedVersion },
  traffic: Traffic,
): RunningVersion[] {
  const { current, previous } = record;
  const nameOf = ({ artifact }: ServedVersion) =>
    `${service}-${artifact.sha256.slice(0, DIGEST_DIGITS)}`;
  const percent = traffic.shadow ? 0 : traffic.canary_percent;
  const first: RunningVersion = {
    name: nameOf(current),
    version: current,
    role: "current",
    percent,
    mirrored: traffic.shadow,
  };
  if (current.artifact.sha256 === previous.artifact.sha256) {
    // The loader refuses to share requests between a version and itself; all of them are its own.
    return [{ ...first, percent: 100, mirrored: false }];
  }
  return [
    first,
    {
      name: nameOf(previous),
      version: previous,
      role: "previous",
      percent: 100 - percent,
      mirrored: false,
    },
  ];
}

/** `app.kubernetes.io/version`: as much of a model version as a label takes. */
export function versionLabel(modelVersion: string): string {
  return modelVersion.slice(0, 63).replace(/[^a-z0-9]+$/, "");
}
