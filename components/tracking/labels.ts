/** The pods that tracking consists of. */
export type TrackingPart = "server" | "migration" | "gc";

/** What selects the pods of a part: never changes, because a Deployment's selector cannot. */
export const selectorLabels = (instance: string, part: TrackingPart) => ({
  "app.kubernetes.io/name": "mlflow",
  "app.kubernetes.io/instance": instance,
  "app.kubernetes.io/component": part,
});

/**
 * The labels of everything here: the common ones, and the platform's (`towpath.dev/owner` and the
 * like), which cannot replace them.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
export const labelsOf = (
  instance: string,
  part: TrackingPart,
  platform: Readonly<Record<string, string>>,
): Record<string, string> => ({
  ...platform,
  ...selectorLabels(instance, part),
  "app.kubernetes.io/part-of": "towpath",
  "app.kubernetes.io/managed-by": "pulumi",
});
