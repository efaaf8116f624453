import { environmentNamed, loadStacks } from "../../../components/config/load";
import { type PromotedVersion, servedVersion } from "../../../components/config/service";
import { teamsOf } from "../../../components/config/teams";
import { RefusedError } from "../../../lib/errors";
import { saveFile } from "../../../lib/save-file";
import { type ArtifactStore } from "../../jobs/artifact-store";
import { finishedRun } from "../../jobs/evaluate";
import type { MlflowClient } from "../../jobs/tracking/client";
import type { Context } from "../context";
import { type Step } from "../output";
import { switchTo } from "../serving/live";
import { contractCheck } from "./contract-check";
import { checkDrill } from "./drill-gate";
import {
  checkPeople,
  checkThreshold,
  checkTraffic,
  passedEvaluation,
  type People,
  rollbackTarget,
} from "./gate";
import { LOCAL, openRecord, withPromotion } from "./record";

/** What to promote, where to, by whom. */
export interface PromoteRequest {
  readonly service: string;
  readonly environment: string;
  readonly runId: string;
  readonly people: People;
  /** The version a rollback brings back. @default what the environment serves now */
  readonly rollbackTarget: string | undefined;
}

/** A promotion as written. */
export interface PromoteResult {
  readonly service: string;
  readonly environment: string;
  readonly record: string;
  readonly model_version: string;
  readonly rollback_target: string;
  /** The endpoint on this machine that now serves it; null when none runs, or for other environments. */
  readonly endpoint: string | null;
}

/**
 * Promotes a version: every gate in order, then the record, then the endpoint on this machine.
 * Nothing is written unless every gate passed.
 * @throws InputError, RefusedError: which gate, what was found, what to do
 */
export async function promote(
  request: PromoteRequest,
  context: Context,
  tracking: { client: MlflowClient; store: ArtifactStore },
  step: Step,
): Promise<PromoteResult> {
  const { paths, now } = context;
  const { client, store } = tracking;
  const { service: name, environment } = request;

  step.update("people");
  const stacks = loadStacks(paths.root);
  const { settings } = environmentNamed(stacks, environment);
  const record = openRecord(paths, name, environment);
  const teams = teamsOf(stacks.teams, record.service.owner);
  checkPeople(stacks.access, request.people, teams, settings.fourEyes, now());

  step.update("restore drill");
  checkDrill({ root: paths.root, environment, settings, access: stacks.access, now: now() });

  step.update("run and evaluation");
  checkTraffic(record.yaml.file, environment, record.promotion);
  const run = await finishedRun(client, request.runId);
  if (run.tags["towpath.artifact_name"] !== name) {
    throw new RefusedError(
      `run ${request.runId} made ${run.modelVersion}, which belongs to ${run.tags["towpath.artifact_name"] ?? "nothing"}, not to ${name}.`,
    );
  }
  const current = servedVersion(record.service, environment);
  if (current.model_version === run.modelVersion) {
    throw new RefusedError(`${environment} serves ${run.modelVersion} already.`);
  }
  const evaluation = await passedEvaluation(client, run, environment, current);
  checkThreshold(paths.root, record.service, evaluation);

  step.update("artifact and rollback target");
  const artifact = await store.fetch(run.artifact, paths.root, client);
  const previous = rollbackTarget(record.service, record.promotion, request.rollbackTarget);
  await store.fetch(previous.artifact, paths.root, client);

  step.update("contract check");
  await contractCheck(paths.root, artifact.path, run.modelVersion);

  step.update("record");
  const at = now().toISOString();
  const promoted: PromotedVersion = {
    model_version: run.modelVersion,
    run_id: run.runId,
    artifact: run.artifact,
    data: artifact.manifest.data,
    commit: artifact.manifest.commit,
    evaluation,
    contract_check: { result: "pass", at },
    approved_by: request.people.approver,
    promoted_by: request.people.promoter,
    promoted_at: at,
  };
  saveFile(record.path, withPromotion(record.yaml, environment, { current: promoted, previous }));

  step.update("endpoint");
  const live =
    environment === LOCAL
      ? await switchTo(paths, name, artifact.path, run.modelVersion)
      : undefined;
  return {
    service: name,
    environment,
    record: record.path,
    model_version: run.modelVersion,
    rollback_target: previous.model_version,
    endpoint: live?.url ?? null,
  };
}
