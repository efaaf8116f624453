import * as z from "zod";
import { labelsOf } from "../../components/config/tags";
import { resourceRule } from "../engine/rule";
import type { Metadata } from "../reading/pods";
import { exactLabels, isObject, missingLabels, wrongLabels } from "./labels";
import { listed } from "./tags";

const config = z.object({
  owner: z
    .string()
    .default("platform")
    .describe("Who owns what names no owner, where the posture lets the pack fill labels in."),
  service: z.string().default("platform").describe("What such an object is then part of."),
});

/** Every object says whose it is, in which environment and for what. */
export const kubernetesLabels = resourceRule<
  { readonly metadata?: Metadata },
  z.output<typeof config>
>({
  id: "tagging-kubernetes-labels",
  checks: ["TAG-1", "K8S-7"],
  severity: "medium",
  level: "mend",
  description:
    "Every Kubernetes object carries all labels of components/config/tags.ts, with values that are right for its environment.",
  why: "Whoever finds an object in a cluster must see at once whose it is. Dashboards, alerts and cost reports group by these labels.",
  remediation:
    "Give the object `metadata.labels` made by `labelsOf({ environment, owner, service })` of components/config/tags.ts. Where the posture only warns, the pack fills missing ones in.",
  config,
  types: "every",
  check: ({ type, props }, report, { name: environment }) => {
    if (!isObject(type)) return;
    const labels = props.metadata?.labels;
    const missing = missingLabels(labels);
    if (missing.length > 0) {
      report(
        `It lacks ${missing.length === 1 ? "the label" : "the labels"} ${listed(missing)}; expected all that labelsOf of components/config/tags.ts makes. Add them to metadata.labels.`,
      );
    }
    const wrong = wrongLabels(labels, exactLabels(environment));
    if (wrong.length > 0) {
      report(
        `Its ${wrong.join(", and its ")}. Use the labels that labelsOf of components/config/tags.ts makes.`,
      );
    }
  },
  mend: ({ type, props }, { name: environment, config: { owner, service } }) => {
    if (!isObject(type)) return undefined;
    const missing = missingLabels(props.metadata?.labels);
    if (missing.length === 0) return undefined;
    const right = labelsOf({ environment, owner, service });
    // As in aws-tags: the copy is this rule's to change.
    const mended = props as { metadata?: { labels?: Record<string, string> } };
    mended.metadata ??= {};
    mended.metadata.labels ??= {};
    for (const key of missing) mended.metadata.labels[key] = right[key] ?? "";
    return props;
  },
});
