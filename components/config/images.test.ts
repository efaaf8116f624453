import { describe, expect, it } from "vitest";
import { imageRef, type Images, loadImages, unresolvedImages } from "./images";

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

describe("the shipped images", () => {
  it("have what GPU nodes and tracking run", () => {
    expect(Object.keys(loadImages(process.cwd()))).toEqual(
      expect.arrayContaining(["nvidia-device-plugin", "dcgm-exporter", "mlflow"]),
    );
  });
});
