import * as z from "zod";
import { InputError } from "../../../lib/errors";

/** What a job in a container does. */
export type JobKind = "train" | "evaluate";

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");
/** A variable that is set but empty is one that is not set. */
const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/**
 * What a job's pod is told by its environment. Credentials are not here: tracking's
 * (MLFLOW_TRACKING_USERNAME and _PASSWORD) and the object store's (AWS_…) are read where they are
 * used.
 */
const settingsSchema = z.object({
  /** The folder that the reviewed files are mounted under, laid out as in the repository. */
  JOB_ROOT: z.string().startsWith("/"),
  /** The job config, relative to JOB_ROOT. */
  JOB_CONFIG: z.string().min(1),
  MLFLOW_TRACKING_URI: z.url({ protocol: /^https?$/ }),
  /** Where artifacts go: `s3://bucket/prefix`, without a slash at its end. */
  ARTIFACT_ROOT: z.string().regex(/^s3:\/\/[^/]+(\/[^/]+)*$/, "expected s3://<bucket>/<prefix>"),
  /** A key of ownership.yaml. */
  OWNER: z.string().min(1),
  /** The environment that the job runs in. */
  ENVIRONMENT: z.string().min(1),
  /** @default fail */
  ON_TRACKING_LOST: optional(z.enum(["fail", "quarantine"])),
  /** Where the job may write. @default /tmp */
  SCRATCH: optional(z.string().startsWith("/")),
  /** Commit of the job's code, where it is known for sure. @default none */
  COMMIT: optional(z.string()),
  /** Of an evaluation: the training run. @default the newest version trained with this config */
  RUN_ID: optional(z.string()),
  /** Of an evaluation: what the environment serves now, to compare with. @default nothing */
  CURRENT_ARTIFACT_URI: optional(z.string()),
  CURRENT_ARTIFACT_SHA256: optional(sha256Hex),
});

export type JobSettings = ReturnType<typeof readSettings>;

/** Reads them. @throws InputError naming every variable that is missing or wrong */
export function readSettings(env: NodeJS.ProcessEnv) {
  const parsed = settingsSchema.safeParse(env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      // The URI of a server may hold a password.
      const found = env[name] === undefined ? "missing" : "not usable";
      return `${name}: ${found}; ${issue.message}`;
    });
    throw new InputError(lines.join("\n"), {
      hint: "The platform sets these variables (components/jobs/job-env.ts); docs/jobs.md lists them.",
    });
  }
  const found = parsed.data;
  const { CURRENT_ARTIFACT_URI: uri, CURRENT_ARTIFACT_SHA256: sha256 } = found;
  if ((uri === undefined) !== (sha256 === undefined)) {
    throw new InputError(
      "CURRENT_ARTIFACT_URI and CURRENT_ARTIFACT_SHA256: found one of them; expected both or none",
    );
  }
  return {
    root: found.JOB_ROOT,
    config: found.JOB_CONFIG,
    trackingUri: found.MLFLOW_TRACKING_URI,
    artifactRoot: found.ARTIFACT_ROOT,
    owner: found.OWNER,
    environment: found.ENVIRONMENT,
    onTrackingLost: found.ON_TRACKING_LOST ?? ("fail" as const),
    scratch: found.SCRATCH ?? "/tmp",
    commit: found.COMMIT ?? null,
    runId: found.RUN_ID,
    current: uri === undefined || sha256 === undefined ? undefined : { uri, sha256 },
  };
}
