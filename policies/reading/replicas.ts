import { known, UNKNOWN } from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";
import { type ObjectProps, placeOf } from "./objects";
import { podsOf, type WorkloadProps } from "./pods";
import { type Selector, selects } from "./selector";

/** Workloads that say how many pods they are. */
export const REPLICATED = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:apps/v1:ReplicaSet",
  "kubernetes:core/v1:ReplicationController",
];

const AUTOSCALERS = [
  "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
];

type AutoscalerProps = ObjectProps & {
  readonly spec?: {
    readonly minReplicas?: number;
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  };
};

/**
 * The least number of pods that a workload has: its autoscaler's, or its own. Kubernetes' default is
 * 1 for both.
 */
export function leastReplicas(stack: Stack, workload: StackResource<WorkloadProps>): number {
  const place = placeOf(stack, workload);
  const name = known(() => workload.props.metadata?.name);
  const kind = workload.type.split(":").at(-1);
  const autoscaler = AUTOSCALERS.flatMap((type) => [...stack.ofType<AutoscalerProps>(type)]).find(
    (one) => {
      const target = one.props.spec?.scaleTargetRef;
      return (
        target?.kind === kind &&
        placeOf(stack, one) === place &&
        (name === UNKNOWN || name === undefined
          ? one.propertyDependencies.spec?.includes(workload) === true
          : target?.name === name)
      );
    },
  );
  return autoscaler === undefined
    ? (workload.props.spec?.replicas ?? 1)
    : (autoscaler.props.spec?.minReplicas ?? 1);
}

/** Those of some objects that live where a workload does and select its pods. */
export function selecting<Props extends ObjectProps>(
  stack: Stack,
  workload: StackResource<WorkloadProps>,
  objects: readonly StackResource<Props>[],
  selectorOf: (props: Props) => Selector | undefined,
): StackResource<Props>[] {
  const place = placeOf(stack, workload);
  const labels = podsOf(workload)?.metadata?.labels ?? {};
  return objects.filter((one) => {
    const selector = selectorOf(one.props);
    return selector !== undefined && placeOf(stack, one) === place && selects(selector, labels);
  });
}
