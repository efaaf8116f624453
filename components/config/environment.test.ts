import { describe, expect, it } from "vitest";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UNKNOWN_SECRET } from "./environment";
import { capacityOf, quotaProblems } from "./cross-check";
import { loadEnvironment, loadStacks } from "./load";
import { settingsOf } from "./posture";

/** Loads dev from a copy of stacks/ whose stack file was edited. */
function edited(edit: (text: string) => string) {
  const root = mkdtempSync(join(tmpdir(), "towpath-environment-"));
  try {
    cpSync("stacks", join(root, "stacks"), { recursive: true });
    const path = join(root, "stacks/Pulumi.dev.yaml");
    writeFileSync(path, edit(readFileSync(path, "utf8")));
    return loadEnvironment(root, "dev");
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe("an environment", () => {
  it("has what its posture decides", () => {
    const prod = loadEnvironment(process.cwd(), "prod");
    expect(prod.settings).toEqual(settingsOf("prod"));
    expect(prod).toMatchObject({ kind: "aws", region: "us-east-1", secondary_region: "us-west-2" });
  });

  it("reads numbers as Pulumi rewrites them, as texts", () => {
    const rewritten = edited((text) => text.replace("maturity: 2", 'maturity: "2"'));
    expect(rewritten.maturity).toBe(2);
  });

  it("is a context instead of a cloud", () => {
    const local = loadEnvironment(process.cwd(), "local");
    expect(local).toMatchObject({ kind: "kubernetes", context: "kind-towpath" });
    expect(local).not.toHaveProperty("region");
  });

  it("fills in defaults", () => {
    const dev = loadEnvironment(process.cwd(), "dev");
    expect(dev.kind === "aws" && dev.gpu_pools.shared?.mig_strategy).toBe("none");
    expect(dev.secrets).toEqual({});
  });

  it("reads encrypted values without decrypting them, and keeps no ciphertext", () => {
    const ciphertext = "AAABAKzuF0kJ8sLq0PzR4vT2wXyB6nM3cD5fG7hK9a==";
    const dev = edited(
      (text) =>
        `secretsprovider: awskms://alias/towpath?region=us-east-1\nencryptedkey: ${ciphertext}\n` +
        `encryptionsalt: v1:${ciphertext}\n${text}` +
        `  towpath:secrets:\n    pager_url:\n      secure: ${ciphertext}\n` +
        `  kubernetes:kubeconfig:\n    secure: ${ciphertext}\n`,
    );
    expect(dev.secrets).toEqual({ pager_url: UNKNOWN_SECRET });
    expect(JSON.stringify(dev)).not.toContain(ciphertext);
  });

  it("refuses a secret anywhere in the file without showing it", () => {
    const key = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
    expect(() => edited((text) => `${text}  aws:accessKey: ${key}\n`)).toThrow(
      /Pulumi\.dev\.yaml:\d+:18: config\.aws:accessKey: looks like an AWS access key id/,
    );
    expect(() => edited((text) => text.replace("kind: aws", `kind: ${key}`))).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(key) as string }),
    );
  });
});

describe("quotas", () => {
  const { environments, teams } = loadStacks(process.cwd());
  const dev = environments.dev;
  if (dev?.kind !== "aws") throw new Error("dev is on AWS");

  it("count what the pools grow to", () => {
    expect(capacityOf(dev)).toEqual({ cpu: 28, memory_gib: 112, gpu: 1 });
  });

  it("count a GPU once for every pod that may share it", () => {
    const shared = dev.gpu_pools.shared;
    if (shared === undefined) throw new Error("dev has a shared pool");
    const pool = { ...shared, time_slicing: { replicas: 4 } };
    expect(capacityOf({ ...dev, gpu_pools: { shared: pool } }).gpu).toBe(4);
  });

  it("fit, or it is said which do not", () => {
    expect(quotaProblems(dev, teams)).toEqual([]);
    expect(quotaProblems({ ...dev, gpu_pools: {} }, teams)).toMatchObject([
      {
        path: ["config", "towpath:environment", "gpu_pools"],
        message: expect.stringContaining("0 of 1 GPUs") as string,
      },
    ]);
  });
});
