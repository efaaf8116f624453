import type { OwnerFiles } from "./declared";
import { endpointOf, REST } from "./parts";

/** GitHub reads it here. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
export const CODEOWNERS = ".github/CODEOWNERS";

/**
 * GitLab reads the same form here, without sections as one of its own, and owners in comments too.
 * https://docs.gitlab.com/user/project/codeowners/reference
 */
export const CODEOWNERS_OF_GITLAB = ".gitlab/CODEOWNERS";

/** Path → the surface whose owner and reviewer look at a change. The last that fits a file counts. */
export const REVIEWED: readonly (readonly [path: string, surface: string])[] = [
  ["*", REST],
  ["/components/data/", "artifact-bucket-policy"],
  ["/policies/buckets/", "artifact-bucket-policy"],
  ["/policies/backups/", "restore-from-backup"],
  ["/components/tracking/", "experiment-tracking"],
  ["/components/serving/", "serving-standard"],
  ["/apps/inference/", "serving-standard"],
  ["/docs/serving-standard.md", "serving-standard"],
  ["/components/config/retention.ts", "retention"],
  ["/docs/secrets.md", "secret-rotation"],
  // Whoever changes these changes who decides: named, so that no line above takes them along.
  ["/stacks/", REST],
  ["/policies/exceptions.yaml", REST],
  ["/.github/", REST],
];

/** The file, and what is missing for it. */
export interface CodeOwners {
  readonly text: string;
  /** Owners of a reviewed path that have no handle, sorted. */
  readonly lacking: readonly string[];
}

interface Line {
  readonly path: string;
  /** Keys of owners; any one of them may approve. */
  readonly owners: readonly string[];
}

/**
 * Writes CODEOWNERS from stacks/ownership.yaml: of each path the owner and the reviewer, so that an
 * owner's own change has somebody to approve it. A line whose owners have no handle is left out as a
 * comment: a path without owners would be nobody's, where so the line before it still counts.
 */
export function codeOwners(files: Pick<OwnerFiles, "ownership" | "services">): CodeOwners {
  const { owners, surfaces } = files.ownership;
  const lines: Line[] = [
    ...REVIEWED.map(([path, surface]) => ({ path, owners: reviewersOf(surface, surfaces) })),
    ...Object.entries(files.services)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { owner }]) => ({
        path: `/stacks/services/${name}.yaml`,
        owners: unique([owner, ...reviewersOf(endpointOf(name), surfaces)]),
      })),
  ];
  const handleOf = (name: string) =>
    Object.hasOwn(owners, name) ? owners[name]?.handle : undefined;
  const lacking = unique(lines.flatMap((line) => line.owners))
    .filter((name) => handleOf(name) === undefined)
    .sort();
  const text = [
    "# Who reviews what. Made from stacks/ownership.yaml: npx towpath access codeowners --write",
    "# Of the lines that fit a file, the last one counts; any one of its owners may approve.",
    ...(lacking.length === 0
      ? []
      : [
          `# Without a handle in stacks/ownership.yaml, and so asked nothing: ${lacking.join(", ")}.`,
        ]),
    "",
    ...lines.map(({ path, owners: names }) => {
      const handles = unique(names.flatMap((name) => handleOf(name) ?? []));
      return handles.length === 0
        ? `# ${path} (${names.join(", ") || "nobody"})`
        : [path, ...handles].join(" ");
    }),
    "",
  ].join("\n");
  return { text, lacking };
}

function reviewersOf(surface: string, surfaces: OwnerFiles["ownership"]["surfaces"]): string[] {
  const duties = Object.hasOwn(surfaces, surface) ? surfaces[surface] : undefined;
  return duties === undefined ? [] : unique([duties.owner, duties.reviewer]);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
