import { describe, expect, it } from "vitest";
import { imageRef, imageSchema, type Images, loadImages, unresolvedImages } from "./images";

const images: Images = {
  pinned: {
    repository: "ghcr.io/a/b",
    tag: "v1",
    digest: `sha256:${"0".repeat(64)}`,
    source: "https://example.com",
  },
  loose: { repository: "ghcr.io/a/c", tag: "v2", digest: null, source: "https://example.com" },
};

describe("imageRef", () => {
  it("names tag and digest", () => {
    expect(imageRef(images, "pinned")).toEqual({
      reference: `ghcr.io/a/b:v1@sha256:${"0".repeat(64)}`,
      resolved: true,
    });
  });

  it("says that a tag alone is unresolved", () => {
    expect(imageRef(images, "loose")).toEqual({ reference: "ghcr.io/a/c:v2", resolved: false });
    expect(unresolvedImages(images)).toEqual(["loose"]);
  });

  it("names the nearest image", () => {
    expect(() => imageRef(images, "pined")).toThrow(
      'no image "pined" in stacks/images.yaml (did you mean "pinned"?); expected one of pinned, loose',
    );
  });
});

describe("a repository", () => {
  const fits = (repository: string) => imageSchema.shape.repository.safeParse(repository).success;

  it("is a registry with a path: a public one, a lab's, or this machine's", () => {
    for (const repository of [
      "ghcr.io/mlflow/mlflow",
      "nvcr.io/nvidia/k8s-device-plugin",
      "registry.local:5000/x",
      "kind-registry:5000/team/x_y.z",
      "localhost:5000/x",
      "127.0.0.1:32000/a/b",
    ]) {
      expect(fits(repository), repository).toBe(true);
    }
  });

  it("is no short name, tag, digest, address or way out of the path", () => {
    for (const repository of [
      "mlflow",
      "mlflow/mlflow",
      "ghcr.io/mlflow:v1",
      "https://ghcr.io/a/b",
      "ghcr.io/../a",
      "ghcr.io//a",
      "ghcr.io/",
      "GHCR.io/a",
      "ghcr.io/a b",
    ]) {
      expect(fits(repository), repository).toBe(false);
    }
  });
});

describe("the shipped images", () => {
  it("have what GPU nodes and tracking run", () => {
    expect(Object.keys(loadImages(process.cwd()))).toEqual(
      expect.arrayContaining(["nvidia-device-plugin", "dcgm-exporter", "mlflow"]),
    );
  });
});
