import type { Json } from "../preview/wire";

/** An object of Kubernetes as it is written. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: Json;
  };
  readonly [field: string]: Json;
}

/** `Kind namespace/name`, for messages. */
export function titleOf({ kind, metadata }: Pick<Manifest, "kind" | "metadata">): string {
  const { namespace, name } = metadata;
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** A text of an object, and where it is. */
export interface Leaf {
  /** `spec.template.spec.containers[0].image` */
  readonly path: string;
  readonly text: string;
}

/** Every text of a value, in the order in which it is written. */
export function leavesOf(value: Json | undefined, path = ""): readonly Leaf[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((one, at) => leavesOf(one, `${path}[${at}]`));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => leavesOf(one, inside(path, key)));
}

/** The path of a key inside of a map: `data["tls.crt"]` where a dot would mislead. */
export function inside(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
