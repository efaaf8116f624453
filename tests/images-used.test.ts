import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { checkImages } from "../components/check-images";
import type { AwsEnvironment, Environment } from "../components/config/environment";
import { imageRef, type Images } from "../components/config/images";
import { imagesUsed, unresolvedImagesOf } from "../components/config/images-used";
import { loadStacks } from "../components/config/load";
import { run } from "../components/testing";
import { CHECKOUT, preview } from "./preview-run";

const stacks = loadStacks(process.cwd());
const PINNED = `sha256:${"1".repeat(64)}`;

/** Every image of images.yaml, those that are named without a digest. */
function imagesWithout(...names: string[]): Images {
  return Object.fromEntries(
    Object.entries(stacks.images).map(([name, image]) => [
      name,
      { ...image, digest: names.includes(name) ? null : PINNED },
    ]),
  );
}

function environmentOf(name: string): Environment {
  const environment = stacks.environments[name];
  if (environment === undefined) throw new Error(`no environment ${name}`);
  return environment;
}

/** An environment with what it serves. */
const runningIn = (name: string) => ({
  name,
  environment: environmentOf(name),
  services: stacks.services,
});

/** What a check warns of, in a preview or an update. */
async function warningsOf(name: string, images: Images, isPreview: boolean): Promise<string[]> {
  const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  await run(
    () => {
      checkImages(runningIn(name), images);
    },
    {},
    { preview: isPreview, stack: name },
  );
  return warn.mock.calls.map(([message]) => message);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(Object.keys(stacks.environments))("the preview of %s", (name) => {
  it("runs the images that are declared, no more and no fewer, and warns of unresolved ones", async () => {
    const folder = mkdtempSync(join(tmpdir(), "towpath-images-used-"));
    const file = join(folder, "plan.json");
    const ran = await preview(CHECKOUT, name, "--no-policies", `--json=${file}`);
    expect(ran.code, ran.stderr).toBe(0);
    const plan = readFileSync(file, "utf8");
    rmSync(folder, { recursive: true });

    const named = Object.keys(stacks.images).filter((image) =>
      plan.includes(`"${imageRef(stacks.images, image).reference}"`),
    );
    // Which autoscaler runs, the cluster's version decides: unknown until EKS has said it.
    const used = imagesUsed(runningIn(name), stacks.images);
    const known = used.filter((image) => !image.startsWith("cluster-autoscaler-"));
    expect(known).toEqual(named.sort());

    const unresolved = unresolvedImagesOf(runningIn(name), stacks.images);
    const warning = `warning: ${name} runs ${unresolved.length} image`;
    expect(ran.stdout.split(warning)).toHaveLength(unresolved.length > 0 ? 2 : 1);
  });
});

describe("an image without a digest", () => {
  it.each([
    ["dev", "Their tags decide what runs."],
    ["prod", "An update refuses that."],
  ])("is a warning in a preview of %s", async (name, meaning) => {
    const { repository, tag } = stacks.images.mlflow ?? { repository: "", tag: "" };
    expect(await warningsOf(name, imagesWithout("mlflow"), true)).toEqual([
      `${name} runs 1 image without a digest: mlflow (${repository}:${tag}). ${meaning} ` +
        "Run `npx towpath images pin` and commit stacks/images.yaml.",
    ]);
  });

  it("is a warning at an update of dev, and ends one of staging and prod", async () => {
    const images = imagesWithout("mlflow", "dcgm-exporter");
    expect(await warningsOf("dev", images, false)).toHaveLength(1);
    for (const name of ["staging", "prod"]) {
      const update = warningsOf(name, images, false);
      await expect(update).rejects.toThrow(
        new RegExp(
          `^${name} runs 2 images without a digest: dcgm-exporter \\(.*\\), mlflow \\(.*\\); ` +
            `expected a digest for each: the posture ${name} refuses .* \`npx towpath images pin\``,
        ),
      );
      await expect(update).rejects.toBeInstanceOf(pulumi.RunError);
    }
  });

  it("does not matter where it does not run", async () => {
    // prod runs every image but those of local; here its cluster has a version, so one autoscaler.
    const prod = environmentOf("prod") as AwsEnvironment;
    const versioned = { ...prod, cluster: { ...prod.cluster, version: "1.35" } };
    expect(
      imagesUsed({ ...runningIn("prod"), environment: versioned }, stacks.images).filter((image) =>
        image.includes("autoscaler"),
      ),
    ).toEqual(["cluster-autoscaler-1-35"]);
    for (const name of Object.keys(stacks.environments)) {
      const unused = Object.keys(stacks.images).filter(
        (image) => !imagesUsed(runningIn(name), stacks.images).includes(image),
      );
      expect(unused.length).toBeGreaterThan(0);
      expect(unresolvedImagesOf(runningIn(name), imagesWithout(...unused))).toEqual([]);
      expect(await warningsOf(name, imagesWithout(...unused), false)).toEqual([]);
    }
  });

  it("stops the program before anything is registered", async () => {
    vi.resetModules();
    vi.doMock("../components/config/load", async (original) => ({
      ...(await original<object>()),
      loadStacks: () => ({ ...stacks, images: imagesWithout("mlflow") }),
    }));
    const sdk = await import("@pulumi/pulumi");
    const registered: string[] = [];
    await sdk.runtime.setMocks(
      {
        newResource: ({ type, inputs }) => {
          registered.push(type);
          return { id: "id", state: inputs as Record<string, unknown> };
        },
        call: () => ({}),
      },
      "towpath",
      "prod",
      false,
    );
    await expect(import("../index.js")).rejects.toThrow(/Nothing was changed/);
    // What was registered before the error would arrive on a later turn.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(registered).toEqual([]);
    vi.doUnmock("../components/config/load");
  });
});
