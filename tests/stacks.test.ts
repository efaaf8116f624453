import { describe, expect, it } from "vitest";
import { classificationReport } from "../apps/jobs/report";
import { readDataset } from "../apps/jobs/dataset";
import { loadArtifact } from "../apps/inference/artifact/load";
import { loadStacks } from "../components/config/load";
import { sha256File } from "../lib/digest";

const root = process.cwd();

describe("the committed stacks", () => {
  const stacks = loadStacks(root);

  it.each(Object.values(stacks.services))(
    "$name's baseline is the committed artifact, and as good as it says",
    async ({ baseline }) => {
      const loaded = loadArtifact(baseline.artifact.uri, {
        expectedSha256: baseline.artifact.sha256,
      });
      expect(loaded.manifest.model_version).toBe(baseline.model_version);
      expect(sha256File(baseline.data.uri)).toBe(baseline.data.sha256);
      const data = readDataset(
        { path: baseline.data.uri, uri: baseline.data.uri },
        { text: "text", label: "label" },
      );
      const report = await classificationReport(loaded.model, data);
      expect(baseline.evaluation.accuracy).toBeCloseTo(report.accuracy, 4);
      expect(loaded.manifest.metrics.accuracy).toBe(baseline.evaluation.accuracy);
    },
  );
});
