import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Bundle } from "./bundle-source";

/** Where every container finds its bundle. */
const FOLDER = "/opt/towpath";

/** Digits of a digest in a name: enough to tell versions apart, short enough to read. */
export const DIGEST_DIGITS = 12;

/** A bundle that pods of a namespace can mount. */
export interface MountedBundle {
  readonly configMapName: pulumi.Output<string>;
  readonly file: string;
  /** Of the content: in a pod template it makes new code a new rollout. */
  readonly sha256: string;
}

/**
 * Declares a bundle as a ConfigMap that is named by its content and never changes: pods of one
 * rollout all run the same bytes, and a rollback finds the old ones. New content is a new ConfigMap;
 * the old one goes once nothing refers to it.
 */
export function mountedBundle(
  bundle: Bundle,
  args: {
    readonly namespace: pulumi.Input<string>;
    readonly labels: Readonly<Record<string, string>>;
  },
  opts: pulumi.CustomResourceOptions,
): MountedBundle {
  const name = `bundle-${bundle.file.replace(/\.js$/, "")}-${bundle.sha256.slice(0, DIGEST_DIGITS)}`;
  const map = new kubernetes.core.v1.ConfigMap(
    name,
    {
      metadata: {
        name,
        namespace: args.namespace,
        labels: { ...args.labels },
        annotations: { "towpath.dev/sha256": bundle.sha256 },
      },
      immutable: true,
      data: { [bundle.file]: bundle.content },
    },
    opts,
  );
  return { configMapName: map.metadata.name, file: bundle.file, sha256: bundle.sha256 };
}

/** What a pod needs to run a bundle: the volume, its mount, and the command. */
export function bundleParts(bundle: MountedBundle): {
  readonly volume: types.input.core.v1.Volume;
  readonly mount: types.input.core.v1.VolumeMount;
  readonly command: string[];
} {
  const program = bundle.file.replace(/\.js$/, "");
  const mountPath = `${FOLDER}/${program}`;
  return {
    volume: {
      name: program,
      configMap: { name: bundle.configMapName, defaultMode: 0o444 },
    },
    mount: { name: program, mountPath, readOnly: true },
    command: ["node", `${mountPath}/${bundle.file}`],
  };
}
