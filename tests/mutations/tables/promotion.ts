import type { DrillFile } from "../../../components/config/drill-files";
import type { Promotion } from "../../../components/config/service";
import { signedDrill } from "../../../components/config/testing-drills";
import {
  AFTER,
  baseline,
  earlier,
  promoted,
  promotedBut,
  recording,
} from "../../../policies/promotion/testing";
import type { Json } from "../../../apps/cli/preview/wire";
import { all, type Change, type Mutation, set, unset } from "../mutation";

const at = "ModelService support-triage";
const SERVER = "Deployment support-triage-*";
const GC = "CronJob mlflow-gc";
const CONTAINER = "spec.jobTemplate.spec.template.spec.containers.0";

/** The container gets another value of a variable. */
function variable(name: string, value: string): Change {
  return (one, program) => {
    const { spec } = one.inputs as unknown as CronInputs;
    const { env } = spec.jobTemplate.spec.template.spec.containers[0];
    const index = env.findIndex((each) => each.name === name);
    if (index < 0) throw new Error(`${GC} has no variable ${name}`);
    return set(`${CONTAINER}.env.${index}.value`, value)(one, program);
  };
}

/** As far as it is read here. */
interface CronInputs {
  readonly spec: {
    readonly jobTemplate: {
      readonly spec: {
        readonly template: {
          readonly spec: { readonly containers: readonly [{ readonly env: { name: string }[] }] };
        };
      };
    };
  };
}

/** A mistake in a promotion record: a value, or undefined for one that is missing. */
type Changes = Parameters<typeof promotedBut>[0];

/** The record says this, and the program registers it: what is wrong in one is wrong in the other. */
function serves(
  current: object,
  previous: object = earlier,
  environment = "prod",
): Pick<Mutation, "at" | "environment" | "change" | "context"> {
  const record = { current, previous };
  return {
    at,
    environment,
    context: () => recording(record as Promotion, environment),
    change: all(set("current", current as Json), set("previous", previous as Json)),
  };
}

/** A record whose version in use is wrong somewhere. */
const records = (changes: Changes) => serves(promotedBut(changes));

const { artifact, evaluation, contract_check: check } = promoted;

/** A version that was promoted when docs/drills had these reports. */
function afterDrills(drills: readonly DrillFile[], environment = "prod") {
  const shared = serves(promoted, earlier, environment);
  const record = { current: promoted, previous: earlier };
  return { ...shared, context: () => ({ ...recording(record, environment), drills }) };
}

const drill = signedDrill();

/** Mistakes in what is served, and in the records behind it. */
export const PROMOTION: readonly Mutation[] = [
  {
    name: "no training run is named",
    ...records({ run_id: undefined }),
    policy: "promotion-training-run",
  },
  {
    name: "the training run of the version to go back to is blank",
    ...serves(promoted, { ...earlier, run_id: " " }),
    policy: "promotion-training-run",
  },
  {
    name: "the artifact is not pinned by its digest",
    ...records({ artifact: { uri: artifact.uri } }),
    policy: "promotion-artifact-checksum",
  },
  {
    name: "the training data is not named",
    ...records({ data: undefined }),
    policy: "promotion-artifact-checksum",
  },
  {
    name: "the accuracy is below its threshold",
    ...records({ evaluation: { ...evaluation, accuracy: 0.8 } }),
    policy: "promotion-evaluation",
  },
  {
    name: "every model passes the threshold",
    ...records({ evaluation: { ...evaluation, threshold: 0 } }),
    policy: "promotion-evaluation",
  },
  {
    name: "the version to go back to passed less than its training job asks",
    ...serves(promoted, { ...earlier, evaluation: { ...evaluation, threshold: 0.7 } }),
    policy: "promotion-evaluation",
  },
  {
    name: "the training run counts as its own evaluation",
    ...records({ evaluation: { ...evaluation, run_id: promoted.run_id } }),
    policy: "promotion-evaluation",
  },
  {
    name: "in dev, too, an evaluation is needed",
    ...serves(promotedBut({ evaluation: undefined }), earlier, "dev"),
    policy: "promotion-evaluation",
  },
  {
    name: "too many cases of the safety suite fail",
    ...records({ evaluation: { ...evaluation, safety_pass_rate: 0.9 } }),
    // The version to go back to has none, which the same rule says.
    policy: "promotion-safety",
  },
  {
    name: "the safety suite was left out this time",
    ...serves(promoted, { ...earlier, evaluation: { ...evaluation, safety_pass_rate: 0.99 } }),
    policy: "promotion-safety",
  },
  {
    name: "the contract check failed",
    ...records({ contract_check: { ...check, result: "fail" } }),
    policy: "promotion-contract-check",
  },
  {
    name: "the contract was checked after the promotion",
    ...records({ contract_check: { result: "pass", at: "2026-11-20T10:00:00Z" } }),
    policy: "promotion-contract-check",
  },
  {
    name: "a developer approved the promotion",
    ...records({ approved_by: "dana" }),
    policy: "promotion-approver",
  },
  {
    name: "nobody approved the promotion",
    ...records({ approved_by: undefined }),
    policy: "promotion-approver",
  },
  {
    name: "somebody approved who is not in the access matrix",
    ...records({ approved_by: "mallory" }),
    policy: "promotion-approver",
  },
  {
    name: "a team lead promoted, who may approve only",
    ...records({ promoted_by: "omar", approved_by: "petra" }),
    policy: "promotion-promoter",
  },
  {
    name: "the promotion is still to come",
    ...records({ promoted_at: "2027-01-01T09:00:00Z" }),
    policy: "promotion-promoter",
    // No drill is that new.
    also: ["promotion-drilled"],
  },
  {
    name: "the promoter approved their own promotion in prod",
    ...records({ promoted_by: "petra", approved_by: "petra" }),
    policy: "promotion-four-eyes",
  },
  {
    name: "both versions are the same artifact",
    ...serves(promoted, { ...earlier, artifact }),
    policy: "promotion-rollback-target",
  },
  {
    name: "there is no version to go back to",
    ...serves(promoted, promoted),
    change: all(set("current", promoted as unknown as Json), unset("previous")),
    policy: "promotion-rollback-target",
    // The record has one, which the program does not register.
    also: ["promotion-recorded"],
  },
  {
    name: "the program serves what no record says",
    at,
    policy: "promotion-recorded",
    change: set("current.model_version", "support-triage-2026-11-21-3"),
    // The note names the version, and so says it anew.
    also: ["promotion-baseline-note"],
  },
  {
    name: "the record was rolled forward and the program was not",
    at,
    policy: "promotion-recorded",
    context: () => recording({ current: promoted, previous: baseline }),
  },
  {
    name: "a model without a record is served",
    at,
    policy: "promotion-recorded",
    context: ({ stacks }) => ({ stacks: { ...stacks, services: {} } }),
  },
  {
    name: "the service is registered under another owner",
    at,
    policy: "promotion-recorded",
    change: set("owner", "platform"),
  },
  {
    name: "pods serve an artifact that no record names",
    at: SERVER,
    policy: "promotion-served-artifact",
    change: set("spec.template.spec.containers.0.env.4.value", "b".repeat(64)),
  },
  {
    name: "pods fetch an artifact that no record names",
    at: SERVER,
    policy: "promotion-served-artifact",
    change: set("spec.template.spec.initContainers.0.env.1.value", "b".repeat(64)),
  },
  {
    name: "pods go on serving after the record went forward",
    at: SERVER,
    policy: "promotion-served-artifact",
    context: () => recording({ current: promoted, previous: earlier }),
  },
  {
    name: "the report of the restore drill was taken out of docs/drills",
    ...afterDrills([]),
    policy: "promotion-drilled",
  },
  {
    name: "the restore drill before the promotion failed",
    ...afterDrills([
      signedDrill({ passed: false, reasons: ["3 of what was promised are missing"] }),
    ]),
    policy: "promotion-drilled",
  },
  {
    name: "the last restore drill was a month before the promotion",
    ...afterDrills([signedDrill({ finished_at: "2026-10-20T08:00:00Z" })]),
    policy: "promotion-drilled",
  },
  {
    name: "the report of a failed drill was edited into one that passed",
    ...afterDrills([
      {
        ...drill,
        report: {
          ...signedDrill({ passed: false, reasons: ["no key"] }).report,
          passed: true,
          reasons: [],
        },
      },
    ]),
    policy: "promotion-drilled",
  },
  {
    name: "staging's drill is taken for prod's",
    ...afterDrills([signedDrill({ environment: "staging" })]),
    policy: "promotion-drilled",
  },
  {
    name: "staging promotes without a drill",
    ...afterDrills([], "staging"),
    policy: "promotion-drilled",
  },
  {
    name: "the baseline's checksum is not the committed file's",
    ...serves(
      { ...baseline, artifact: { ...baseline.artifact, sha256: "c".repeat(64) } },
      baseline,
    ),
    policy: "promotion-baseline-checksum",
  },
  {
    name: "the baseline is not in the repository",
    ...serves({ ...baseline, artifact: { ...baseline.artifact, uri: "stacks/gone" } }, baseline),
    policy: "promotion-baseline-checksum",
  },
  {
    name: "dev becomes an environment that people rely on, with a baseline",
    at,
    environment: "dev",
    policy: "promotion-baseline-note",
    context: ({ environment }) => ({
      now: AFTER,
      environment: {
        ...environment,
        settings: { ...environment.settings, policyEnforcement: "mandatory" },
      },
    }),
  },
  {
    name: "the collection of deleted runs is given no records",
    at: GC,
    policy: "promotion-collected-runs",
    change: variable("SERVICES", ""),
  },
  {
    name: "deleted runs are collected on the next day",
    at: GC,
    policy: "promotion-collected-runs",
    change: variable("OLDER_THAN_DAYS", "1"),
  },
  {
    name: "MLflow's own collection runs instead",
    at: GC,
    policy: "promotion-collected-runs",
    change: set(`${CONTAINER}.command`, ["mlflow", "gc", "--older-than", "30d"]),
  },
];
