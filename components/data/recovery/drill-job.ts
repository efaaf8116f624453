import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { RECOVERY } from "../../config/recovery";

import { cronJobSpec, labelsFor } from "./cron-job";
import { waysOut } from "./network";
import { type DrillJobArgs, drillPod } from "./drill-pod";

/**
 * Restores the newest backup on a schedule, inside one pod, and proves it: database, MLflow, artifacts, an
 * answer of the inference server. It has the private key and no way to the live database, and its user of
 * the object store cannot read a live artifact: what it proves comes from the backup or not at all.
 */
export class DrillJob extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:DrillJob";

  /** The CronJob's name: `kubectl create job --from=cronjob/NAME` runs it now. */
  readonly cronJob: pulumi.Output<string>;

  constructor(name: string, args: DrillJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super(DrillJob.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { site } = args;
    const labels = labelsFor("drill", site);
    const metadata = { namespace: site.namespace, labels };
    const network = waysOut(name, "drill", args.pod, metadata, own);
    this.cronJob = new kubernetes.batch.v1.CronJob(
      name,
      {
        metadata: { name, ...metadata },
        spec: cronJobSpec({
          schedule: site.settings.drill_schedule,
          // What takes longer than the promise is no restore in time, whatever comes of it.
          deadlineSeconds: RECOVERY.internal.rtoHours * 3600,
          latestSeconds: 24 * 3600,
          backoffLimit: 1,
          decides: "prove",
          // A verdict is a verdict, and has its report.
          finalExitCodes: [1, 2],
          labels,
          serviceAccountName: args.pod.identity.serviceAccountName,
          pod: drillPod(args, labels),
        }),
      },
      {
        ...own,
        dependsOn: [
          ...args.pod.identity.ready,
          network,
          ...site.after,
          args.signer,
          ...(args.key === undefined ? [] : [args.key]),
        ],
      },
    ).metadata.name;
    this.registerOutputs({ cronJob: this.cronJob });
  }
}
