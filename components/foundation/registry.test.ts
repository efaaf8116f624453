import { describe, expect, it } from "vitest";
import { lifecyclePolicy, registryProblems } from "./image-retention";
import { Registry, type RegistryArgs } from "./registry";
import { counts, named, run, UNKNOWN, untagged, type Cloud } from "../testing";

const TAGS = { "towpath:owner": "platform" };
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/registry";
const RETENTION = { untaggedDays: 14, keepImages: 500 };
const ARGS: RegistryArgs = {
  repositories: ["jobs", "inference"],
  kmsKeyArn: KEY,
  retention: RETENTION,
  tags: TAGS,
};
const REPOSITORY = "aws:ecr/repository:Repository";
const CLOUD: Cloud = {
  resources: {
    [REPOSITORY]: (name) => ({
      name: `${name}-x`,
      arn: `arn:aws:ecr:eu-west-1:111122223333:repository/${name}-x`,
      repositoryUrl: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/${name}-x`,
    }),
  },
};

describe("Registry", () => {
  it("makes immutable, scanned, encrypted repositories that cannot be deleted with images", async () => {
    const { all, value, resolve } = await run(
      () => new Registry("registry", { ...ARGS, protect: true }),
      CLOUD,
    );
    expect(counts(all)).toEqual({
      "towpath:foundation:Registry": 1,
      [REPOSITORY]: 2,
      "aws:ecr/lifecyclePolicy:LifecyclePolicy": 2,
    });
    expect(untagged(all, TAGS)).toEqual([]);
    const repository = named(all, "registry-inference");
    expect(repository).toMatchObject({
      parent: "towpath:foundation:Registry registry",
      protect: true,
    });
    expect(repository.inputs).toEqual({
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: KEY }],
      forceDelete: false,
      tags: TAGS,
    });
    expect(named(all, "registry-inference-lifecycle").inputs).toEqual({
      repository: "registry-inference-x",
      policy: lifecyclePolicy({ untaggedDays: 14, keepImages: 500 }),
    });
    expect(Object.keys(value.repositoryUrls)).toEqual(["inference", "jobs"]);
    const { inference } = value.repositoryUrls;
    expect(inference && (await resolve(inference))).toBe(
      "111122223333.dkr.ecr.eu-west-1.amazonaws.com/registry-inference-x",
    );
  });

  it("previews with unknown names", async () => {
    const { all } = await run(() => new Registry("registry", ARGS), CLOUD, { preview: true });
    expect(named(all, "registry-jobs-lifecycle").inputs.repository).toBe(UNKNOWN);
  });

  it("says everything that is wrong at once", async () => {
    const args = {
      ...ARGS,
      repositories: ["Jobs", "a", "a"],
      retention: { untaggedDays: 0, keepImages: 1.5 },
    };
    await expect(run(() => new Registry("registry", args), CLOUD)).rejects.toThrow(
      [
        'repositories: found "Jobs"; expected lower case words joined by hyphens',
        'repositories: found "a" twice; expected it once',
        "untaggedDays: found 0; expected a whole number from 1",
        "keepImages: found 1.5; expected a whole number from 1",
      ].join("\n"),
    );
  });
});

describe("registryProblems", () => {
  it.each(["a", "inference", "support-triage", "v2"])("takes the name %s", (name) => {
    expect(registryProblems([name], { untaggedDays: 1, keepImages: 1 })).toEqual([]);
  });
  it.each(["", "-a", "a-", "a--b", "a_b", "A", "a b", "a/b"])("refuses the name '%s'", (name) => {
    expect(registryProblems([name], { untaggedDays: 1, keepImages: 1 })).toHaveLength(1);
  });
});
