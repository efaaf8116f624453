import * as pulumi from "@pulumi/pulumi";
import { gpuBudget } from "./gpu-budget";
import { NodePool, type NodePoolPlace } from "./node-pool";
import { NodeRole } from "./node-role";
import { budgetSizes, type PoolSettings } from "./pool-settings";

/** A pool as an environment declares it. */
export interface PoolDeclaration extends PoolSettings {
  /** Image release; null looks the newest up when deployed. */
  readonly amiRelease: string | null;
  /**
   * The EC2 capacity reservation or capacity block, `cr-…`.
   * @default none
   */
  readonly reservationId?: pulumi.Input<string>;
  /**
   * Subnets of this pool alone: a reservation's one zone. The list itself is plain.
   * @default the subnets of all pools
   */
  readonly subnetIds?: readonly pulumi.Input<string>[];
}

export interface NodePoolsArgs extends Omit<NodePoolPlace, "nodeRoleArn"> {
  /** The pool of everything that needs no GPU, the cluster's own pods among them. */
  readonly system: PoolDeclaration;
  /** GPU pools by name. Plain: it decides which resources exist. */
  readonly gpuPools: Readonly<Record<string, PoolDeclaration>>;
  /** GPUs that all pools together may grow to. Rule GPU-2. */
  readonly gpuBudget: number;
  /**
   * A shell on nodes through Session Manager.
   * @default false
   */
  readonly sessionManager?: boolean;
}

/** All nodes of a cluster: one role, the system pool and the GPU pools within their budget. */
export class NodePools extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:nodes:NodePools";

  /** The role of all nodes. */
  readonly nodeRoleArn: pulumi.Output<string>;
  /** Its name, for further rights. */
  readonly nodeRoleName: pulumi.Output<string>;
  /** Pool name → its node group's name, `system` among them. */
  readonly nodeGroups: pulumi.Output<Record<string, string>>;
  /** GPUs when every pool is at its maximum. */
  readonly maxGpus: pulumi.Output<number>;
  /**
   * The pools themselves, for `dependsOn`: what runs on nodes must go before the nodes do.
   * The escape hatch; not an output.
   */
  readonly pools: readonly NodePool[];

  constructor(name: string, args: NodePoolsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { after = [], ...inputs } = args;
    super(NodePools.__pulumiType, name, inputs, opts);
    const budget = checkedBudget(args, this);

    const role = new NodeRole(
      `${name}-node`,
      { tags: args.tags, sessionManager: args.sessionManager ?? false },
      { parent: this },
    );
    const place: NodePoolPlace = {
      clusterName: args.clusterName,
      kubernetesVersion: args.kubernetesVersion,
      nodeRoleArn: role.arn,
      subnetIds: args.subnetIds,
      kmsKeyArn: args.kmsKeyArn,
      after,
      tags: args.tags,
    };
    const declared = Object.entries({ system: args.system, ...args.gpuPools });
    this.pools = declared.map(
      ([poolName, pool]) =>
        new NodePool(`${name}-${poolName}`, { ...place, ...pool, poolName }, { parent: this }),
    );

    this.nodeRoleArn = role.arn;
    this.nodeRoleName = role.roleName;
    this.nodeGroups = pulumi
      .all(this.pools.map((pool) => pool.nodeGroupName))
      .apply((groups) =>
        Object.fromEntries(groups.map((group, at) => [declared[at]?.[0] ?? "", group])),
      );
    this.maxGpus = pulumi.output(budget);
    this.registerOutputs({
      nodeRoleArn: this.nodeRoleArn,
      nodeGroups: this.nodeGroups,
      maxGpus: this.maxGpus,
    });
  }
}

/** The GPUs at most. @throws ResourceError with all problems in one message */
function checkedBudget(args: NodePoolsArgs, pools: NodePools): number {
  const { total, problems } = gpuBudget(budgetSizes(args.gpuPools), args.gpuBudget);
  const lines = [
    ...(args.system.gpu === undefined
      ? []
      : ["system.gpu: the system pool has no GPUs; make a GPU pool"]),
    ...(Object.hasOwn(args.gpuPools, "system") ? ["gpuPools.system: the name is taken"] : []),
    ...Object.entries(args.gpuPools)
      .filter(([, pool]) => pool.gpu === undefined)
      .map(([poolName]) => `gpuPools.${poolName}.gpu: missing; say accelerator and perInstance`),
    ...problems,
  ];
  if (lines.length === 0) return total;
  throw new pulumi.ResourceError(
    `node pools:\n${lines.map((line) => `  ${line}`).join("\n")}`,
    pools,
    true,
  );
}
