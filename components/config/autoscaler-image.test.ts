import { describe, expect, it } from "vitest";
import { type Images, loadImages } from "./images";
import { autoscalerImage, autoscalerImages } from "./autoscaler-image";

const image = (tag: string) => ({
  repository: "registry.k8s.io/autoscaling/cluster-autoscaler",
  tag,
  digest: null,
  source: "https://example.com",
});
const images: Images = {
  "cluster-autoscaler-1-10": image("v1.10.0"),
  "cluster-autoscaler-1-9": image("v1.9.3"),
  "cluster-autoscaler": image("v0.0.0"),
};

describe("the autoscaler's image", () => {
  it("is that of the cluster's minor version, whatever the patch", () => {
    expect(autoscalerImage(images, "1.10")).toMatch(/:v1\.10\.0$/);
    expect(autoscalerImage(images, "1.9.7")).toMatch(/:v1\.9\.3$/);
  });

  it("comes oldest version first, not in the alphabet's order", () => {
    expect([...autoscalerImages(images).keys()]).toEqual(["1.9", "1.10"]);
  });

  it("is refused for a version that nobody listed, naming those that are", () => {
    expect(() => autoscalerImage(images, "1.11")).toThrow(
      /no cluster autoscaler for Kubernetes 1\.11; found 1\.9, 1\.10\. Add cluster-autoscaler-1-11/,
    );
    expect(() => autoscalerImage({}, "1.11")).toThrow(/found none/);
  });

  it("of each shipped version has that version's tag", () => {
    const shipped = loadImages(process.cwd());
    const known = autoscalerImages(shipped);
    expect(known.size).toBeGreaterThanOrEqual(3);
    for (const [version, name] of known) {
      expect(shipped[name]?.tag.startsWith(`v${version}.`), name).toBe(true);
    }
  });
});
