import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serviceSchema } from "../../../components/config/service";
import { sha256 } from "../../../lib/digest";
import { parseYaml } from "../../../lib/yaml-file";
import type { MlflowClient } from "../../jobs/tracking/client";
import { type Context, findPaths } from "../context";
import { LOCAL, withPromotion } from "../promotion/record";

const SERVICE = "support-triage";

/** A command's context on this checkout, with a state of its own. */
export function contextOf(state: string, env: NodeJS.ProcessEnv): Context {
  const whole = { ...env, TOWPATH_STATE: state };
  const nothing = () => undefined;
  return {
    paths: findPaths(process.cwd(), whole),
    env: whole,
    now: () => new Date(),
    report: {
      json: true,
      line: nothing,
      refuse: nothing,
      result: nothing,
      step: () => ({ update: nothing, done: nothing, fail: nothing }),
    },
  };
}

/** A finished run with an artifact of two files, registered where a model is named. */
export async function makeRun(
  client: MlflowClient,
  { model, tags = {} }: { model?: string; tags?: Record<string, string> },
) {
  const experimentId = await client.experimentId("data-tests");
  const { runId, artifactUri } = await client.createRun({
    experimentId,
    runName: "made",
    tags: { "towpath.team": "support-ml", ...tags },
  });
  const source = `${artifactUri}/model`;
  const weights = Buffer.from(`weights of ${runId}`);
  const manifest = Buffer.from(
    JSON.stringify({
      format: "towpath-artifact/v1",
      files: { "parts/weights.bin": { bytes: weights.length, sha256: sha256(weights) } },
    }),
  );
  await client.uploadArtifact(source, "parts/weights.bin", weights);
  await client.uploadArtifact(source, "manifest.json", manifest);
  await client.setTags(runId, { "towpath.artifact_sha256": sha256(manifest) });
  let version = 0;
  if (model !== undefined) {
    await client.ensureRegisteredModel(model);
    ({ version } = await client.createModelVersion({ name: model, source, runId }));
    await client.setModelVersionTag(
      model,
      version,
      "towpath.model_version",
      `${model}-v${version}`,
    );
  }
  await client.updateRun(runId, "FINISHED");
  return { runId, source, artifactUri, version };
}

/** Writes this machine's promotion record: `current` is served, `previous` brings a rollback back. */
export function promoteLocally(
  { paths }: Context,
  current: { runId: string; source: string },
  options: { evaluation?: string; previous?: { runId: string; source: string } } = {},
): void {
  const file = join(paths.root, "stacks", "services", `${SERVICE}.yaml`);
  const yaml = parseYaml(readFileSync(file, "utf8"), serviceSchema, file);
  const promoted = (run: { runId: string; source: string }, name: string) => ({
    model_version: name,
    run_id: run.runId,
    artifact: { uri: run.source, sha256: "1".repeat(64) },
    data: { uri: "data.csv", sha256: "2".repeat(64) },
    commit: null,
    evaluation: { run_id: options.evaluation ?? "e".repeat(32), accuracy: 0.9, threshold: 0.8 },
    contract_check: { result: "pass" as const, at: "2026-11-21T09:00:00.000Z" },
    approved_by: "omar",
    promoted_by: "mira",
    promoted_at: "2026-11-21T09:00:00.000Z",
  });
  const { baseline } = yaml.value;
  const previous =
    options.previous === undefined
      ? {
          baseline: true as const,
          model_version: baseline.model_version,
          artifact: baseline.artifact,
        }
      : promoted(options.previous, "before");
  mkdirSync(paths.localServices, { recursive: true });
  writeFileSync(
    join(paths.localServices, `${SERVICE}.yaml`),
    withPromotion(yaml, LOCAL, { current: promoted(current, "served"), previous }),
  );
}
