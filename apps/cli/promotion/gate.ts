import { type Access, approversOf, mayAct, mayApprove } from "../../../components/config/access";
import type { Promotion, ServedVersion, Service } from "../../../components/config/service";
import { baselineOf } from "../../../components/config/service";
import { leastThreshold } from "../../../components/config/least-threshold";
import type { MlflowClient } from "../../jobs/tracking/client";
import type { FinishedRun } from "../../jobs/evaluate";
import { InputError, RefusedError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";

/** The people of a promotion. */
export interface People {
  /** Who promotes. */
  readonly promoter: string;
  /** Who answers for it. */
  readonly approver: string;
}

const ACTION = "promote-artifact";

/**
 * Both people must be entitled by the access matrix.
 * @param teams whose the service is: who promotes or approves for a team alone does so for one of these
 * @param fourEyes the approver must be somebody else than the promoter (prod posture)
 * @throws RefusedError saying which roles they have, and who could
 */
export function checkPeople(
  access: Access,
  people: People,
  teams: readonly string[],
  fourEyes: boolean,
  now: Date,
): void {
  const promoter = mayAct(access, people.promoter, ACTION, now, teams);
  if (!promoter.allowed) {
    const able = Object.keys(access.identities).filter(
      (who) => mayAct(access, who, ACTION, now, teams).allowed,
    );
    throw new RefusedError(`${people.promoter} may not promote: ${promoter.reason}.`, {
      hint: `By stacks/access.yaml these may: ${able.join(", ")}. Say who you are with --as.`,
    });
  }
  const approver = mayApprove(access, people.approver, ACTION, teams);
  if (!approver.allowed) {
    throw new RefusedError(`${people.approver} may not approve a promotion: ${approver.reason}.`, {
      hint: `By stacks/access.yaml these may: ${approversOf(access, ACTION, teams).join(", ")}.`,
    });
  }
  if (fourEyes && people.promoter === people.approver) {
    throw new RefusedError(
      `${people.approver} promotes and approves; here the approver must be somebody else.`,
      {
        hint: `Ask one of ${approversOf(access, ACTION, teams)
          .filter((who) => who !== people.promoter)
          .join(", ")}.`,
      },
    );
  }
}

/**
 * A version that gets only part of the requests is not accepted yet: promoting over it would make it
 * the rollback target, and give it the rest of them.
 * @throws RefusedError while a canary or a shadow runs
 */
export function checkTraffic(file: string, environment: string, promotion?: Promotion): void {
  const traffic = promotion?.traffic;
  if (promotion === undefined || traffic === undefined) return;
  const { canary_percent: percent, shadow } = traffic;
  if (percent === 100 && !shadow) return;
  const now = shadow ? "only mirrored requests" : `${percent} % of the requests`;
  throw new RefusedError(
    `${environment} tries ${promotion.current.model_version} out: it gets ${now}; expected a version that gets all of them.`,
    {
      hint: `End the trial first: canary_percent: 100 and shadow: false in ${file} accept it, \`towpath rollback\` does not.`,
    },
  );
}

/** A passed evaluation, as a promotion record names it. */
export interface PassedEvaluation {
  readonly run_id: string;
  readonly accuracy: number;
  readonly threshold: number;
}

/**
 * The evaluation of a run, read from tracking and not from this machine's last-eval.json.
 * @param current what the environment serves now: an evaluation against anything else is stale
 * @throws RefusedError when there is none, it failed, or it is about something else
 */
export async function passedEvaluation(
  client: MlflowClient,
  run: FinishedRun,
  environment: string,
  current: ServedVersion,
): Promise<PassedEvaluation> {
  const again = { hint: `Run: npx towpath evaluate --run ${run.runId} --env ${environment}` };
  const id = run.tags["towpath.evaluation_run"];
  const evaluation = id === undefined ? null : await client.getRun(id);
  if (evaluation?.status !== "FINISHED") {
    throw new RefusedError(`${run.modelVersion} has no finished evaluation.`, again);
  }
  const expected = {
    "towpath.kind": "evaluation",
    "towpath.evaluated_run": run.runId,
    "towpath.artifact_sha256": run.artifact.sha256,
    "towpath.environment": environment,
    "towpath.compared_with": current.model_version,
  };
  for (const [tag, value] of Object.entries(expected)) {
    const found = evaluation.tags[tag] ?? "nothing";
    if (found !== value) {
      throw new RefusedError(
        `the evaluation ${evaluation.runId} has ${tag} "${found}", expected "${value}".`,
        again,
      );
    }
  }
  const accuracy = evaluation.metrics.accuracy;
  const threshold = Number(evaluation.params.threshold_accuracy);
  if (
    evaluation.tags["towpath.verdict"] !== "pass" ||
    accuracy === undefined ||
    !(accuracy >= threshold)
  ) {
    throw new RefusedError(
      `the evaluation ${evaluation.runId} of ${run.modelVersion} did not pass: accuracy ${accuracy?.toFixed(4) ?? "unknown"}, threshold ${threshold}, verdict ${evaluation.tags["towpath.verdict"] ?? "none"}.`,
      {
        hint: "Its reasons are in tracking, in the evaluation's last-eval.json. Train a better version.",
      },
    );
  }
  return { run_id: evaluation.runId, accuracy, threshold };
}

/**
 * An evaluation that every model passes promotes nothing: the pack would refuse the record.
 * @throws RefusedError when its threshold is below that of the training job or the baseline's accuracy
 */
export function checkThreshold(root: string, service: Service, passed: PassedEvaluation): void {
  const least = leastThreshold(root, service);
  if (passed.threshold >= least.accuracy) return;
  throw new RefusedError(
    `the evaluation ${passed.run_id} asked for accuracy ${passed.threshold}; expected at least ${least.accuracy}, ${least.whose}.`,
    { hint: "Raise metric_threshold in the job's config, train and evaluate again." },
  );
}

/**
 * The version that a rollback of this promotion would bring back.
 * @param wanted a model version; undefined: what the environment serves now
 * @throws InputError when the record knows no such version
 */
export function rollbackTarget(
  service: Service,
  promotion: Promotion | undefined,
  wanted: string | undefined,
): ServedVersion {
  const known = [promotion?.current, promotion?.previous, baselineOf(service)].filter(
    (version) => version !== undefined,
  );
  if (wanted === undefined) return known[0] ?? baselineOf(service);
  const target = known.find((version) => version.model_version === wanted);
  if (target === undefined) {
    const names = [...new Set(known.map((version) => version.model_version))];
    throw new InputError(
      `--rollback-target: found "${wanted}"${didYouMean(wanted, names)}; expected one of ${names.join(", ")}`,
    );
  }
  return target;
}
