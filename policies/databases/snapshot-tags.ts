import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES } from "./database";

/** Owner, cost center and class of data are tags. */
export const snapshotTags = resourceRule<DatabaseProps>({
  id: "databases-snapshot-tags",
  checks: ["RDS-7"],
  severity: "low",
  level: "posture",
  description: "A database's snapshots carry its tags.",
  why: "A snapshot without tags has no owner, no cost center and no class of data: nobody knows whether it may be shared or deleted, and it is paid for for years.",
  remediation: "Set `copyTagsToSnapshot: true`, as components/data/database.ts does.",
  types: DATABASES,
  check: ({ props }, report) => {
    if (props.copyTagsToSnapshot === true) return;
    report(
      "Its snapshots lose its tags: copyTagsToSnapshot is not true, which is RDS's default. Set it to true.",
    );
  },
});
