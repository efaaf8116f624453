/** A Kubernetes object as somebody writes it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly [field: string]: unknown;
}

/** What names one object. */
export type Id = Pick<Manifest, "apiVersion" | "kind" | "metadata">;

/** `kind namespace/name`, for messages and for comparing. */
export function titleOf({ kind, metadata }: Id): string {
  const { namespace, name = "?" } = metadata ?? {};
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
