import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { baselineRefSchema } from "../../components/config/service";
import { sha256 } from "../../lib/digest";
import { messageOf } from "../../lib/errors";
import { type Report, resourceRule } from "../engine/rule";

/** The part of a manifest that pins the other files. */
const manifestFiles = z.object({ files: z.record(z.string(), z.object({ sha256: z.string() })) });

/** What a ModelService says of the versions that it serves. */
interface ServiceProps {
  readonly current?: unknown;
  readonly previous?: unknown;
}

/**
 * A service without a promotion serves an artifact that is committed in this repository. Nothing
 * vouches for it but its checksum, so the checksum must be the committed files'.
 */
export const baselineChecksum = resourceRule<ServiceProps>({
  id: "promotion-baseline-checksum",
  checks: [],
  severity: "high",
  level: "always",
  exemptible: "no",
  description: "A served baseline is the committed artifact, byte for byte.",
  why: "Nobody evaluated or approved any other: a changed file would be served to customers with no record of it.",
  remediation:
    "Restore the artifact's files from Git, or commit the new artifact with its checksum in stacks/services/NAME.yaml and have it reviewed.",
  types: ["towpath:serving:ModelService"],
  check: ({ name, props }, report, { root }) => {
    for (const slot of ["current", "previous"] as const) {
      const version = baselineRefSchema.safeParse(props[slot]);
      if (version.success) checkBaseline(root, name, version.data.artifact, report);
    }
  },
});

function checkBaseline(
  root: string,
  service: string,
  artifact: { uri: string; sha256: string },
  report: Report,
): void {
  const fix = `Mend stacks/services/${service}.yaml, or restore ${artifact.uri} from Git.`;
  try {
    const manifest = readFileSync(join(root, artifact.uri, "manifest.json"));
    const found = sha256(manifest);
    if (found !== artifact.sha256) {
      report(
        `${artifact.uri}/manifest.json has SHA-256 ${found}; the service file says ${artifact.sha256}. ${fix}`,
      );
      return;
    }
    const { files } = manifestFiles.parse(JSON.parse(manifest.toString("utf8")));
    for (const [file, expected] of Object.entries(files)) {
      const actual = sha256(readFileSync(join(root, artifact.uri, file)));
      if (actual !== expected.sha256) {
        report(
          `${artifact.uri}/${file} has SHA-256 ${actual}; its manifest says ${expected.sha256}. ${fix}`,
        );
      }
    }
  } catch (error) {
    report(`the baseline at ${artifact.uri} cannot be read: ${messageOf(error)}. ${fix}`);
  }
}
