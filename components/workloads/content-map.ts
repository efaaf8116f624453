import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { sha256 } from "../../lib/digest";

/** A file, by the path under which a pod finds it. */
export interface ContentFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Files that pods of a namespace can mount. */
export interface ContentMap {
  /** As a part of a projected volume: every file at its path. */
  readonly source: types.input.core.v1.VolumeProjection;
  readonly configMapName: pulumi.Output<string>;
}

/** Digits of a digest in a name. */
const DIGITS = 12;

/**
 * Declares files as a ConfigMap that is named by its content and never changes: what a job was
 * started with is what it runs with, whatever is deployed meanwhile.
 * @param name goes before the content's digest; unique in the namespace
 */
export function contentMap(
  name: string,
  files: readonly ContentFile[],
  args: {
    readonly namespace: pulumi.Input<string>;
    readonly labels: Readonly<Record<string, string>>;
  },
  opts: pulumi.CustomResourceOptions,
): ContentMap {
  const entries = files.map(({ path, bytes }) => ({ key: keyOf(path), path, bytes }));
  const digest = sha256(JSON.stringify(entries.map((each) => [each.path, sha256(each.bytes)])));
  const unique = `${name}-${digest.slice(0, DIGITS)}`;
  const text = entries.filter(({ bytes }) => isText(bytes));
  const binary = entries.filter(({ bytes }) => !isText(bytes));
  const map = new kubernetes.core.v1.ConfigMap(
    unique,
    {
      metadata: { name: unique, namespace: args.namespace, labels: { ...args.labels } },
      immutable: true,
      data: Object.fromEntries(text.map(({ key, bytes }) => [key, Buffer.from(bytes).toString()])),
      ...(binary.length === 0
        ? {}
        : {
            binaryData: Object.fromEntries(
              binary.map(({ key, bytes }) => [key, Buffer.from(bytes).toString("base64")]),
            ),
          }),
    },
    opts,
  );
  return {
    source: {
      configMap: {
        name: map.metadata.name,
        items: entries.map(({ key, path }) => ({ key, path })),
      },
    },
    configMapName: map.metadata.name,
  };
}

/**
 * A path as a ConfigMap's key, which has no slashes.
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object
 */
export function keyOf(path: string): string {
  return path.replace(/[^A-Za-z0-9._-]/g, "__");
}

function isText(bytes: Uint8Array): boolean {
  return Buffer.from(Buffer.from(bytes).toString()).equals(Buffer.from(bytes));
}
