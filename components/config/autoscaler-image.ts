import { imageRef, type Images } from "./images";

/** Names of the autoscaler's images in stacks/images.yaml: one a Kubernetes minor version. */
const NAME = /^cluster-autoscaler-(\d+)-(\d+)$/;

/** Kubernetes minor version → the autoscaler's name in stacks/images.yaml, oldest first. */
export function autoscalerImages(images: Images): ReadonlyMap<string, string> {
  const found = Object.keys(images).flatMap((name) => {
    const [, major, minor] = NAME.exec(name) ?? [];
    return major === undefined || minor === undefined
      ? []
      : [{ name, version: `${major}.${minor}`, order: Number(major) * 1000 + Number(minor) }];
  });
  found.sort((a, b) => a.order - b.order);
  return new Map(found.map(({ version, name }) => [version, name]));
}

/**
 * The autoscaler's image for a cluster: the one made for its minor version, as its authors advise.
 * @param version the cluster's Kubernetes version, such as "1.35"
 * @throws Error when stacks/images.yaml has none for it
 * @see https://github.com/kubernetes/autoscaler/blob/55c37cd5/cluster-autoscaler/README.md#releases
 */
export function autoscalerImage(images: Images, version: string): string {
  const known = autoscalerImages(images);
  const minor = version.split(".").slice(0, 2).join(".");
  const name = known.get(minor);
  if (name === undefined) {
    throw new Error(
      `stacks/images.yaml: no cluster autoscaler for Kubernetes ${version}; found ` +
        `${[...known.keys()].join(", ") || "none"}. Add cluster-autoscaler-${minor.replace(".", "-")}, ` +
        "or name one of these as cluster.version in the stack file.",
    );
  }
  return imageRef(images, name).reference;
}
