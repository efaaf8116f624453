import { existsSync } from "node:fs";
import { relative } from "node:path";
import { loadStacks } from "../../../components/config/load";
import { isPromoted, servedVersion } from "../../../components/config/service";
import { RefusedError } from "../../../lib/errors";
import { readArtifact } from "../../inference/artifact/read";
import { type CommandModule, text } from "../command";
import type { Context } from "../context";
import { deletionOf, traceVersion } from "../data/trace-version";
import { LOCAL, openRecord } from "../promotion/record";
import { findLive } from "../serving/live";
import { servedNow } from "../../inference/client/probe";
import { artifactStore, reachableTracking } from "../tracking/open";

/** Everything that led to what an endpoint answers; null where there is none. */
export interface Trace {
  service: string;
  environment: string;
  endpoint: string | null;
  /** What the endpoint says it serves; null when it is down. */
  model_version: string | null;
  artifact: { uri: string; sha256: string };
  run: { id: string; url: string | null } | null;
  config: { path: string | null; sha256: string } | null;
  commit: string | null;
  dataset: { uri: string; sha256: string };
  evaluation: { run_id: string | null; accuracy: number };
  owner: { name: string; contact: string };
  approved_by: string | null;
  promoted_by: string | null;
  promoted_at: string | null;
  /** How it came to where it runs. */
  deploy_path: string;
  logs: string | null;
  rollback_target: string;
  /** Who let go of its files, and why; null while they are there. */
  deleted: string | null;
}

export const trace: CommandModule = {
  usage: "trace <service>",
  summary: "say where a live answer comes from: artifact, run, data, commit, people, rollback",
  example: "npx towpath trace support-triage",
  options: (command) =>
    command.option(
      "--version <version>",
      "a registered version instead of what is served: its number or its name",
    ),
  run: async (context, [service], options) => {
    const version = text(options, "version");
    if (version !== undefined) return traceVersion(context, service ?? "", version);
    const found = await runTrace(context, service ?? "");
    context.report.result(found);
    printTrace(context, found);
    if (found.model_version === null) {
      context.report.refuse(
        `${found.service} is not live on this machine; the above is what its record says.`,
        `Start it: npx towpath serve ${found.service}`,
      );
      return 1;
    }
    return 0;
  },
};

/** Follows the live endpoint back to its origin. @throws RefusedError when record and endpoint differ */
export async function runTrace(context: Context, name: string): Promise<Trace> {
  const { paths } = context;
  const { service, promotion, path } = openRecord(paths, name, LOCAL);
  const stacks = loadStacks(paths.root);
  const version = servedVersion(service, LOCAL);
  const live = findLive(paths, name);
  const answering = live === undefined ? undefined : await servedNow(live.url);
  if (answering !== undefined && answering !== version.model_version) {
    throw new RefusedError(
      `${live?.url ?? ""} answers as ${answering}; the record ${path} says ${version.model_version}.`,
      { hint: `Bring them together: npx towpath serve ${name}` },
    );
  }
  const promoted = isPromoted(version) ? version : undefined;
  const tracking = promoted === undefined ? undefined : await reachableTracking(context);
  const run =
    tracking === undefined || promoted === undefined
      ? null
      : await tracking.getRun(promoted.run_id);
  return {
    service: name,
    environment: LOCAL,
    endpoint: live?.url ?? null,
    model_version: answering ?? null,
    artifact: version.artifact,
    run:
      promoted === undefined
        ? null
        : {
            id: promoted.run_id,
            url:
              run === null || tracking === undefined
                ? null
                : `${tracking.uri}/#/experiments/${run.experimentId}/runs/${promoted.run_id}`,
          },
    config: configOf(run?.tags, artifactStore(context).pathOf(version.artifact.sha256)),
    commit: promoted?.commit ?? null,
    dataset: promoted?.data ?? service.baseline.data,
    evaluation: {
      run_id: promoted?.evaluation.run_id ?? null,
      accuracy: (promoted ?? service.baseline).evaluation.accuracy,
    },
    owner: { name: service.owner, contact: stacks.ownership.owners[service.owner]?.contact ?? "" },
    approved_by: promoted?.approved_by ?? null,
    promoted_by: promoted?.promoted_by ?? null,
    promoted_at: promoted?.promoted_at ?? null,
    deploy_path:
      promoted === undefined
        ? `the baseline committed at ${version.artifact.uri}`
        : `promotion record ${relative(paths.root, path)} → towpath serve ${name}`,
    logs: live?.log ?? null,
    rollback_target: promotion?.previous.model_version ?? version.model_version,
    deleted: deletionOf(run?.tags),
  };
}

/** The job config: from tracking with its path, else from the artifact's own manifest. */
function configOf(tags: Readonly<Record<string, string>> | undefined, artifact: string) {
  const tracked = tags?.["towpath.config_sha256"];
  if (tracked !== undefined) {
    return { path: tags?.["towpath.config_path"] ?? null, sha256: tracked };
  }
  if (!existsSync(artifact)) return null;
  const { config_sha256: sha256 } = readArtifact(artifact).manifest;
  return sha256 === null ? null : { path: null, sha256 };
}

/** The trace for people. */
export function printTrace(context: Context, found: Trace): void {
  const none = "—";
  const rows: [string, string][] = [
    ["endpoint", found.endpoint ?? "not live"],
    ["model", found.model_version ?? none],
    ["artifact", `${found.artifact.uri}  sha256 ${found.artifact.sha256}`],
    ["run", found.run === null ? "none: a committed baseline" : (found.run.url ?? found.run.id)],
    [
      "config",
      found.config === null ? none : `${found.config.path ?? "?"}  sha256 ${found.config.sha256}`,
    ],
    ["commit", found.commit ?? none],
    ["dataset", `${found.dataset.uri}  sha256 ${found.dataset.sha256}`],
    [
      "evaluation",
      `accuracy ${found.evaluation.accuracy.toFixed(4)}  run ${found.evaluation.run_id ?? none}`,
    ],
    ["owner", `${found.owner.name}  ${found.owner.contact}`],
    ["approved by", found.approved_by ?? none],
    ["promoted by", `${found.promoted_by ?? none}  ${found.promoted_at ?? ""}`.trim()],
    ["deployed by", found.deploy_path],
    ["logs", found.logs ?? none],
    ["rollback to", found.rollback_target],
    ...(found.deleted === null ? [] : [["deleted", found.deleted] as [string, string]]),
  ];
  for (const [key, value] of rows) context.report.line(`${key.padEnd(12)} ${value}`);
}
