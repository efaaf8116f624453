import { known, UNKNOWN } from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";
import type { Subject } from "../engine/subject";
import type { Metadata } from "./pods";

/** What every Kubernetes object may have; a Helm release has its namespace outside. */
export type ObjectProps = {
  readonly metadata?: Metadata;
  readonly namespace?: string;
};

export const NAMESPACE = "kubernetes:core/v1:Namespace";
export const NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

/** What a chart makes in its namespace, the program does not see. */
export const RELEASES = ["kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v4:Chart"];

/**
 * Where an object lives, as a text that is the same for all objects of a namespace: its name, or,
 * where only a deployment knows that, the Namespace that it comes from.
 * @throws UnknownValueError where neither is known
 */
export function placeOf(stack: Stack, resource: StackResource<ObjectProps>): string {
  const { props } = resource;
  const name = known(() => props.metadata?.namespace ?? props.namespace ?? "default");
  if (name !== UNKNOWN) return name;
  const source =
    stack.source(resource, "metadata", NAMESPACE) ?? stack.source(resource, "namespace", NAMESPACE);
  // Read again, so that the error says which value it was.
  if (source === undefined) return props.metadata?.namespace ?? props.namespace ?? "default";
  return placeOfNamespace(source);
}

/** The same for the namespace itself. */
export function placeOfNamespace(namespace: Subject<ObjectProps>): string {
  const name = known(() => namespace.props.metadata?.name);
  return name === UNKNOWN || name === undefined ? namespace.urn : name;
}
