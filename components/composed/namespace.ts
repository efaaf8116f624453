import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface NamespaceArgs {
  /**
   * The pod security level that it admits.
   * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
   */
  readonly level: "restricted" | "baseline" | "privileged";
  readonly labels: Readonly<Record<string, string>>;
}

/** Declares a namespace under a fixed name. @returns its name, known once it is there */
export function namespace(
  name: string,
  { level, labels }: NamespaceArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const declared = new kubernetes.core.v1.Namespace(
    name,
    { metadata: { name, labels: { ...labels, "pod-security.kubernetes.io/enforce": level } } },
    opts,
  );
  return declared.metadata.name;
}
