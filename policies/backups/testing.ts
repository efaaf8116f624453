import { type RecoveryPart, selectorOf } from "../../components/config/recovery-labels";
import type { Given } from "../engine/testing";

/** A backup or drill of a test. */
export const job = (part: RecoveryPart, spec: object = {}, podSpec: object = {}): Given => ({
  type: "kubernetes:batch/v1:CronJob",
  name: part,
  props: {
    metadata: { name: part, namespace: "recovery" },
    spec: {
      schedule: part === "backup" ? "40 0 * * *" : "40 4 * * 0",
      jobTemplate: {
        spec: { template: { metadata: { labels: selectorOf(part) }, spec: podSpec } },
      },
      ...spec,
    },
  },
});

/** A stack around it, for what is reported about no single resource. */
export const STACK: Given = { type: "pulumi:pulumi:Stack", name: "towpath-prod" };
