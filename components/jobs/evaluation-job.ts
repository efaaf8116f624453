import * as pulumi from "@pulumi/pulumi";
import { type Compared, EVALUATION, type JobArgs, suspendedJob } from "./suspended-job";

export interface EvaluationJobArgs extends JobArgs {
  /**
   * What the environment serves now, which a candidate may not be much worse than. Plain.
   * @default nothing: the artifact is no service's
   */
  readonly compared?: Compared;
}

/**
 * The evaluation of what a training made, against the threshold and against what is served:
 * `npx towpath evaluate --env <env>`, or `kubectl create job --from=cronjob/evaluate-<config>`, which
 * takes the newest version of the config.
 */
export class EvaluationJob extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:jobs:EvaluationJob";

  /** The CronJob to start it from. */
  readonly cronJobName: pulumi.Output<string>;

  constructor(name: string, args: EvaluationJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EvaluationJob.__pulumiType, name, {}, opts);
    this.cronJobName = suspendedJob(EVALUATION, args, args.compared, { parent: this });
    this.registerOutputs({ cronJobName: this.cronJobName });
  }
}
