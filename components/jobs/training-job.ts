import * as pulumi from "@pulumi/pulumi";
import { type JobArgs, suspendedJob, TRAINING } from "./suspended-job";

/**
 * A training as the repository declares it, ready to be started and started by nobody:
 * `npx towpath train --env <env>`, or `kubectl create job --from=cronjob/train-<config>`.
 */
export class TrainingJob extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:jobs:TrainingJob";

  /** The CronJob to start it from. */
  readonly cronJobName: pulumi.Output<string>;

  constructor(name: string, args: JobArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TrainingJob.__pulumiType, name, {}, opts);
    this.cronJobName = suspendedJob(TRAINING, args, undefined, { parent: this });
    this.registerOutputs({ cronJobName: this.cronJobName });
  }
}
