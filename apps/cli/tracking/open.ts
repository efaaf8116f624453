import type { ArtifactSource } from "../../jobs/artifact-store";
import { kindsWith } from "../../inference/models";
import { upstreamFrom } from "../../inference/models/chat/settings";
import { Upstream } from "../../inference/models/chat/upstream";
import { ArtifactStore } from "../../jobs/artifact-store";
import { MlflowClient } from "../../jobs/tracking/client";
import { DirectStore } from "../../jobs/tracking/direct-store";
import type { Context, Paths } from "../context";
import type { Step } from "../output";
import { startTracking, stopTracking, trackingStatus } from "./server";

/**
 * The artifacts on this machine. Those of kind chat can be loaded where TOWPATH_UPSTREAM_URL names
 * the server that answers for them.
 * @throws InputError for upstream settings that cannot be right
 */
export function artifactStore({ paths, env }: Pick<Context, "paths" | "env">): ArtifactStore {
  const settings = upstreamFrom(env);
  const upstream = settings === undefined ? undefined : new Upstream(settings);
  return new ArtifactStore(paths.artifacts, kindsWith(upstream));
}

/**
 * A client of the tracking server: MLFLOW_TRACKING_URI's, else the embedded one, which is started
 * when it does not run.
 * @throws InputError without a usable Python, TrackingUnreachable when nothing answers
 */
export async function openTracking(context: Context, step: Step): Promise<MlflowClient> {
  const { uri } = await startTracking({
    state: context.paths.state,
    venv: context.paths.venv,
    env: context.env,
    onProgress: (detail: string) => {
      step.update(detail);
    },
  });
  return new MlflowClient({ uri, env: context.env });
}

/** Downloads artifacts, opening tracking only when one is really needed: for those in S3 never. */
export function lazyTracking(context: Context, step: Step): ArtifactSource {
  let client: Promise<MlflowClient> | undefined;
  let direct: DirectStore | undefined;
  return {
    download: async (uri, file) => {
      if (uri.startsWith("s3://")) {
        direct ??= new DirectStore({ env: context.env });
        return direct.download(`${uri}/${file}`);
      }
      client ??= openTracking(context, step);
      return (await client).download(uri, file);
    },
  };
}

/** A client if tracking answers right now; nothing is started. */
export async function reachableTracking(context: Context): Promise<MlflowClient | undefined> {
  const state = await trackingState(context.paths, context.env);
  return state.running && state.uri !== null
    ? new MlflowClient({ uri: state.uri, env: context.env })
    : undefined;
}

/** Does tracking run, and where? */
export function trackingState(
  paths: Paths,
  env: NodeJS.ProcessEnv,
): Promise<{ running: boolean; uri: string | null; embedded: boolean }> {
  return trackingStatus(paths.state, env);
}

/** Stops the embedded server. @returns whether one ran */
export function stopEmbedded(paths: Paths): Promise<boolean> {
  return stopTracking(paths.state);
}
