import { describe, expect, it } from "vitest";
import { resourcesOf, UNKNOWN_VALUE } from "../engine/testing";
import { imageName, imagesOf } from "./images-of";

describe("an image's name", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  it.each([
    ["node", "docker.io/library/node", undefined, undefined],
    ["mlflow/mlflow:v1", "docker.io/mlflow/mlflow", "v1", undefined],
    ["registry.k8s.io/pause:3.9", "registry.k8s.io/pause", "3.9", undefined],
    ["localhost:5000/x", "localhost:5000/x", undefined, undefined],
    ["kind-registry:5000/x:1", "kind-registry:5000/x", "1", undefined],
    [`ghcr.io/a/b:1@${digest}`, "ghcr.io/a/b", "1", digest],
    [`ghcr.io/a/b@${digest}`, "ghcr.io/a/b", undefined, digest],
  ])("reads %s", (image, repository, tag, found) => {
    expect(imageName(image)).toEqual({ repository, tag, digest: found });
  });
});

describe("images of a chart's values", () => {
  it("finds texts and parts, and keeps what is unknown for whoever asks", () => {
    const [release] = resourcesOf([
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: {
          chart: "x",
          values: {
            a: { image: "ghcr.io/a:1" },
            b: [{ image: { registry: "quay.io", repository: "b/c", tag: 2 } }],
            c: { image: UNKNOWN_VALUE },
            d: UNKNOWN_VALUE,
          },
        },
      },
    ]);
    if (release === undefined) throw new Error("no release");
    const uses = imagesOf(release);
    expect(uses.map(({ where }) => where)).toEqual([
      "values.a.image",
      "values.b[0].image",
      "values.c.image",
    ]);
    expect(uses.slice(0, 2).map(({ image }) => image())).toEqual(["ghcr.io/a:1", "quay.io/b/c:2"]);
    expect(() => uses[2]?.image()).toThrow(/can't be known/);
  });
});
