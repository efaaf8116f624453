import { sha256Hex } from "../../components/config/names";
import { type VersionProps, versionRule } from "./promoted-versions";

/** What is pinned of a version: what is served, and what it was trained on. */
const PINNED = ["artifact", "data"] as const;

/** The artifact and its data are pinned by digest, so that what was approved is what is served. */
export const artifactChecksum = versionRule({
  id: "promotion-artifact-checksum",
  severity: "critical",
  description: "A promoted version pins its artifact and its training data by address and SHA-256.",
  why: "A file behind an address can be replaced. The server refuses an artifact with another checksum than the record's, and can refuse nothing where there is none.",
  remediation:
    "Promote with `npx towpath promote`, which computes both digests. Never write a digest by hand that you have not computed from the stored file.",
  judge: (version) => {
    const missing = PINNED.flatMap((part) => lacking(version, part));
    return missing.length === 0 ? undefined : missing.join(", and ");
  },
});

function lacking(version: VersionProps, part: (typeof PINNED)[number]): string[] {
  const { uri, sha256 } = version[part] ?? {};
  if (uri === undefined || uri === "") return [`has no ${part}.uri; expected where it is stored`];
  if (sha256Hex.safeParse(sha256).success) return [];
  return [`has ${part}.sha256 ${sha256 ?? "missing"}; expected 64 lower-case hex digits`];
}
