import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "./config/environment";
import type { Stacks } from "./config/load";
import { servedVersion } from "./config/service";
import { ModelService } from "./serving/model-service";

export interface PlatformArgs extends Stacks {
  /** The environment's name: the Pulumi stack's. Decides which promotion records are served. */
  readonly name: string;
  /** What its stack file says. Plain data: it decides which resources exist. */
  readonly environment: Environment;
}

/**
 * The whole platform of one environment. Read this file first: every part is declared here.
 *
 * Here today: the model services with their promoted version and rollback target. Network, cluster,
 * tracking, access and the rest join as docs/roadmap.md says.
 */
export class Platform extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:Platform";

  /** The environment's name, posture and maturity. */
  readonly environment: pulumi.Output<Environment & { name: string }>;
  /** Service name → the version that this environment serves and the one it rolls back to. */
  readonly services: pulumi.Output<
    Record<string, { modelVersion: string; rollbackTarget: string }>
  >;

  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Platform.__pulumiType, name, { environment: args.name, ...args.environment }, opts);

    const services = Object.values(args.services).map((service) => {
      const promotion = service.environments[args.name];
      return new ModelService(
        service.name,
        {
          owner: service.owner,
          contract: service.contract,
          current: servedVersion(service, args.name),
          previous: promotion?.previous ?? servedVersion(service, args.name),
        },
        { parent: this },
      );
    });

    this.environment = pulumi.output({ name: args.name, ...args.environment });
    this.services = pulumi.output(
      Object.fromEntries(
        services.map((service) => [
          service.name,
          { modelVersion: service.modelVersion, rollbackTarget: service.rollbackTarget },
        ]),
      ),
    );
    this.registerOutputs({ environment: this.environment, services: this.services });
  }
}
