import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { stringify } from "yaml";
import { Cli } from "../cli";
import { judge, readExceptions } from "./exceptions";
import type { Titles } from "./findings";
import { scanWithCheckov, scanWithKubeScore } from "./scanners";
import { table } from "./table";

/** What of `render --json` is needed. */
interface Answer {
  readonly objects: readonly {
    readonly file: string;
    readonly kind: string;
    readonly namespace: string | null;
    readonly name: string;
  }[];
}

const work = mkdtempSync(join(tmpdir(), "towpath-scan-"));
const rendered = join(work, "prod");
const titles = new Map<string, string>();
const cli = new Cli();

beforeAll(async () => {
  const { objects } = await cli.json<Answer>(["render", "prod", "--out", rendered]);
  for (const { file, kind, namespace, name } of objects) {
    titles.set(file, `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`);
  }
});
afterAll(async () => {
  await cli.close();
  rmSync(work, { recursive: true, force: true });
});

describe.each([
  { name: "checkov", found: inject("checkov"), run: scanWithCheckov },
  { name: "kube-score", found: inject("kubeScore"), run: scanWithKubeScore },
])("$name", ({ found, run }) => {
  const path = "path" in found ? found.path : "";

  test.skipIf(path === "")(
    "fails no check of prod without a reason, and no reason is idle",
    async () => {
      const scan = await run(path, join(rendered, "objects"), titles);
      const exceptions = readExceptions(join(__dirname, "exceptions.yaml"));
      const { failed, excepted, unused } = judge(scan, exceptions);
      console.log(
        table([
          ["scanner", "objects", "passed", "excepted", "failed"],
          [scan.scanner, ...[titles.size, scan.passed, excepted.length, failed.length].map(String)],
        ]),
      );
      expect(scan.passed).toBeGreaterThan(titles.size);
      const rows = failed.map(({ check, object, message }) => [check, object, message]);
      expect(failed, `\n${table([["check", "object", "message"], ...rows])}\n`).toEqual([]);
      expect(unused, "take these out of exceptions.yaml").toEqual([]);
    },
  );

  test.skipIf(path === "")("finds what it is there for", async () => {
    const folder = join(work, `bad-${path.split("/").at(-1) ?? ""}`);
    mkdirSync(folder);
    const container = {
      name: "a",
      image: "example.org/a:latest",
      securityContext: { privileged: true },
    };
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "bad", namespace: "x" },
      spec: { containers: [container] },
    };
    writeFileSync(join(folder, "000-pod-x-bad.yaml"), stringify(pod));
    const bad: Titles = new Map([["000-pod-x-bad.yaml", "Pod x/bad"]]);
    const { findings } = await run(path, folder, bad);
    expect(new Set(findings.map(({ object }) => object))).toEqual(new Set(["Pod x/bad"]));
    // The image's tag and the privileges, by either's name.
    const checks = findings.map(({ check }) => check);
    expect(checks).toEqual(
      expect.arrayContaining(
        path.endsWith("checkov")
          ? ["CKV_K8S_14", "CKV_K8S_16"]
          : ["container-image-tag", "container-security-context-privileged"],
      ),
    );
  });
});
