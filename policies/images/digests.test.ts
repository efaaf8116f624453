import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { broken, contextOf, ruleCases } from "../engine/testing";
import { UNKNOWN_TEXT, withContainer } from "../workloads/testing";
import { digests } from "./digests";

const PLUGIN = "nvcr.io/nvidia/k8s-device-plugin:v0.20.0";
const digest = contextOf().stacks.images["nvidia-device-plugin"]?.digest ?? "";
const other = `sha256:${"0".repeat(64)}`;
/** stacks/images.yaml with one line that nobody resolved, whatever the shipped file says. */
const images = {
  ...contextOf().stacks.images,
  node: { repository: "docker.io/library/node", tag: "24.19.0", digest: null, source: "a test" },
};
const context = { stacks: { ...contextOf().stacks, images } };
const of = (image: unknown) => withContainer({ image });
const unresolved = of("docker.io/library/node:24.19.0");

// What follows is an update: `isDryRun` is false unless an engine says otherwise.
ruleCases(digests, {
  compliant: {
    "the digest of its line": { given: of(`${PLUGIN}@${digest}`) },
    "a digest of an image without a line": { given: of(`registry.k8s.io/pause@${other}`) },
    "a line without a digest, where the posture only reports it": {
      given: unresolved,
      environment: "dev",
      context,
    },
    "another type of resource": { given: { ...of("node:24"), type: "aws:x:Y" } },
  },
  violating: {
    "a tag alone": {
      given: of("ghcr.io/mlflow/mlflow:v1"),
      says: /container "web" is ghcr\.io\/mlflow\/mlflow:v1, without a digest\. Give it a line/,
    },
    "the tag of a line, without its digest": {
      given: of(PLUGIN),
      says: /without the digest that nvidia-device-plugin has/,
    },
    "another digest than its line's": {
      given: of(`${PLUGIN}@${other}`),
      says: /has nvidia-device-plugin with another digest, sha256:/,
    },
    "a line without a digest, at an update that refuses it": {
      given: unresolved,
      context,
      says: /stacks\/images\.yaml has no digest for node\. Run `npx towpath images pin`/,
    },
  },
  undecided: { "an image that only a deployment knows": { given: of(UNKNOWN_TEXT) } },
});

describe("images-digests in a preview", () => {
  const mocks = {
    newResource: () => ({ id: undefined, state: {} }),
    call: () => ({}),
  };
  beforeAll(() => pulumi.runtime.setMocks(mocks, "towpath", "prod", true));
  afterAll(() => pulumi.runtime.setMocks(mocks, "towpath", "prod", false));

  it("leaves lines without a digest to the program's warning", () => {
    expect(broken(digests, unresolved, contextOf("prod", context))).toEqual([]);
  });

  it("judges every other image as at an update", () => {
    expect(broken(digests, of("ghcr.io/mlflow/mlflow:v1"))).toHaveLength(1);
  });
});
