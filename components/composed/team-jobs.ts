import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { BaselineFiles } from "../config/baseline-files";
import type { DeclaredJob } from "../config/jobs";
import { isPromoted, type Service, servedVersion } from "../config/service";
import { labelsOf } from "../config/tags";
import { contentMap } from "../workloads/content-map";
import { EvaluationJob } from "../jobs/evaluation-job";
import { jobNetwork } from "../jobs/job-network";
import type { JobSite, JobTeam } from "../jobs/site";
import type { Compared, JobArgs } from "../jobs/suspended-job";
import { TrainingJob } from "../jobs/training-job";

export interface TeamJobsArgs {
  /** The team's jobs in this environment, one at least. */
  readonly jobs: readonly DeclaredJob[];
  /** A key of owners in stacks/ownership.yaml: of whatever is no service's. */
  readonly owner: string;
  /** By name. */
  readonly services: Readonly<Record<string, Service>>;
  /** Service → its committed baseline. */
  readonly baselines: Readonly<Record<string, BaselineFiles>>;
  readonly site: JobSite;
  readonly team: JobTeam;
}

/** One team's jobs in one cluster: their program, their way out, a training and an evaluation each. */
export class TeamJobs extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:TeamJobs";

  /** Config → the CronJobs to start it from. */
  readonly cronJobs: pulumi.Output<Record<string, { train: string; evaluate: string }>>;

  constructor(name: string, args: TeamJobsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TeamJobs.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { site, team } = args;
    const shared = {
      namespace: team.namespace,
      labels: labelsOf({ environment: site.environment, owner: args.owner, service: "jobs" }),
    };
    const code = contentMap(
      `${name}-code`,
      [{ path: site.code.file, bytes: Buffer.from(site.code.content) }],
      shared,
      own,
    );
    const network: kubernetes.networking.v1.NetworkPolicy = jobNetwork(
      `${name}-network`,
      site,
      shared,
      own,
    );
    const declared = args.jobs.map((job) => {
      const service = args.services[job.config.artifact_name];
      const owner = service?.owner ?? args.owner;
      const jobArgs: JobArgs = { job, owner, site, team, code, after: [network] };
      const training = new TrainingJob(`train-${job.name}`, jobArgs, own);
      const compared = service && comparedWith(service, site.environment, args.baselines);
      const evaluation = new EvaluationJob(
        `evaluate-${job.name}`,
        { ...jobArgs, ...(compared === undefined ? {} : { compared }) },
        own,
      );
      return [job.name, { train: training.cronJobName, evaluate: evaluation.cronJobName }] as const;
    });
    this.cronJobs = pulumi.output(Object.fromEntries(declared));
    this.registerOutputs({ cronJobs: this.cronJobs });
  }
}

/** What an environment serves now, and the files of it that are committed. */
function comparedWith(
  service: Service,
  environment: string,
  baselines: Readonly<Record<string, BaselineFiles>>,
): Compared {
  const version = servedVersion(service, environment);
  const files = isPromoted(version) ? {} : (baselines[service.name] ?? {});
  return {
    version,
    files: Object.entries(files).map(([file, text]) => ({
      path: `${version.artifact.uri}/${file}`,
      bytes: Buffer.from(text),
    })),
  };
}
