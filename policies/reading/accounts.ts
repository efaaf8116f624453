import { known, UNKNOWN } from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";
import { type ObjectProps, placeOf } from "./objects";
import { podsOf, type WorkloadProps } from "./pods";

export const SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount";

/** The inputs of a ServiceAccount that rules read. */
export type AccountProps = ObjectProps & { readonly automountServiceAccountToken?: boolean };

/** Which account a workload's pods have. */
export interface PodAccount {
  /** As the pod names it; undefined where only a deployment knows, or nothing is said. */
  readonly name: string | undefined;
  /** The program's own, where it declares it. */
  readonly declared: StackResource<AccountProps> | undefined;
}

/**
 * The service account of a workload's pods. A name that only a deployment knows is followed to the
 * ServiceAccount that it comes from.
 * @throws UnknownValueError where it comes from nowhere
 */
export function accountOf(stack: Stack, workload: StackResource<WorkloadProps>): PodAccount {
  const spec = podsOf(workload)?.spec;
  const name = known(() => spec?.serviceAccountName);
  if (name === UNKNOWN) {
    const declared = stack.source(workload, "spec", SERVICE_ACCOUNT) as
      StackResource<AccountProps> | undefined;
    // Read again without one, so that the error says which value it was.
    return { name: declared === undefined ? spec?.serviceAccountName : undefined, declared };
  }
  if (name === undefined) return { name, declared: undefined };
  const place = placeOf(stack, workload);
  const declared = stack
    .ofType<AccountProps>(SERVICE_ACCOUNT)
    .find(
      (account) =>
        known(() => account.props.metadata?.name) === name && placeOf(stack, account) === place,
    );
  return { name, declared };
}
