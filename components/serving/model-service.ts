import * as pulumi from "@pulumi/pulumi";
import type { ServedVersion } from "../config/service";

export interface ModelServiceArgs {
  /** A key of owners in stacks/ownership.yaml. */
  readonly owner: string;
  /** The API contract that clients rely on, e.g. `text-classification/v1`. */
  readonly contract: string;
  /** The version to serve, from the promotion record or the committed baseline. */
  readonly current: ServedVersion;
  /** The version to go back to; the baseline itself before the first promotion. */
  readonly previous: ServedVersion;
}

/**
 * A served model in one environment. It declares which version is served and which one a rollback
 * brings back, so that both are part of every preview and in reach of policies.
 */
export class ModelService extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:serving:ModelService";

  /** The service's name in stacks/services. */
  readonly name: string;
  readonly modelVersion: pulumi.Output<string>;
  readonly rollbackTarget: pulumi.Output<string>;

  constructor(name: string, args: ModelServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ModelService.__pulumiType, name, { ...args }, opts);
    this.name = name;
    this.modelVersion = pulumi.output(args.current.model_version);
    this.rollbackTarget = pulumi.output(args.previous.model_version);
    this.registerOutputs({
      modelVersion: this.modelVersion,
      rollbackTarget: this.rollbackTarget,
    });
  }
}
