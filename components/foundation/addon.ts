import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Which add-on release to run: add-on name → version, such as `v1.20.4-eksbuild.2`. Plain. */
export type AddonVersions<Name extends string> = Readonly<Partial<Record<Name, string>>>;

export interface AddonArgs {
  readonly clusterName: pulumi.Input<string>;
  /** The cluster's Kubernetes minor version, which a release must fit. */
  readonly kubernetesVersion: pulumi.Input<string>;
  /** EKS's name of the add-on. Plain. */
  readonly addonName: string;
  /**
   * Plain: it decides whether one is looked up.
   * @default EKS's newest for the Kubernetes version at the first update, and then kept until written
   */
  readonly version: string | undefined;
  /**
   * Settings by the add-on's own schema: `aws eks describe-addon-configuration`. Plain.
   * @default the add-on's defaults
   */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Service account in kube-system → role that its pods act as, by EKS Pod Identity. */
  readonly roles?: Readonly<Record<string, pulumi.Input<string>>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Declares an EKS add-on: its release pinned or kept, changes made by hand in the cluster undone. */
export function addon(
  name: string,
  args: AddonArgs,
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource },
): aws.eks.Addon {
  const { clusterName, kubernetesVersion, addonName, version, configuration } = args;
  const newest = () =>
    aws.eks.getAddonVersionOutput(
      { addonName, kubernetesVersion, mostRecent: true },
      { parent: opts.parent },
    ).version;
  return new aws.eks.Addon(
    name,
    {
      clusterName,
      addonName,
      addonVersion: version ?? newest(),
      ...(configuration !== undefined && { configurationValues: JSON.stringify(configuration) }),
      ...(args.roles !== undefined && {
        podIdentityAssociations: Object.entries(args.roles).map(([serviceAccount, roleArn]) => ({
          serviceAccount,
          roleArn,
        })),
      }),
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      tags: { ...args.tags },
    },
    // A release that nobody wrote moves when somebody writes one, not when EKS publishes one.
    { ...opts, ...(version === undefined && { ignoreChanges: ["addonVersion"] }) },
  );
}
