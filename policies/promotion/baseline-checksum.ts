import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReportViolation, ResourceValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { baselineRefSchema } from "../../components/config/service";
import { sha256 } from "../../lib/digest";
import { messageOf } from "../../lib/errors";

const ROOT = join(__dirname, "../..");

/** The part of a manifest that pins the other files. */
const manifestFiles = z.object({ files: z.record(z.string(), z.object({ sha256: z.string() })) });

/**
 * A service without a promotion serves an artifact that is committed in this repository. Nothing
 * vouches for it but its checksum, so the checksum must be the committed files'.
 */
export const baselineChecksum: ResourceValidationPolicy = {
  name: "promotion-baseline-checksum",
  description:
    "A served baseline is the committed artifact, byte for byte: nobody evaluated or approved any other.",
  enforcementLevel: "mandatory",
  validateResource: (args, report) => {
    if (args.type !== "towpath:serving:ModelService") return;
    for (const slot of ["current", "previous"] as const) {
      const version = baselineRefSchema.safeParse(args.props[slot]);
      if (version.success) checkBaseline(args.name, version.data.artifact, report);
    }
  },
};

function checkBaseline(
  service: string,
  artifact: { uri: string; sha256: string },
  report: ReportViolation,
): void {
  const fix = `Mend stacks/services/${service}.yaml, or restore ${artifact.uri} from Git.`;
  try {
    const manifest = readFileSync(join(ROOT, artifact.uri, "manifest.json"));
    const found = sha256(manifest);
    if (found !== artifact.sha256) {
      report(
        `${artifact.uri}/manifest.json has SHA-256 ${found}; the service file says ${artifact.sha256}. ${fix}`,
      );
      return;
    }
    const { files } = manifestFiles.parse(JSON.parse(manifest.toString("utf8")));
    for (const [file, expected] of Object.entries(files)) {
      const actual = sha256(readFileSync(join(ROOT, artifact.uri, file)));
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
