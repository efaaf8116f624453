import { z } from "zod";
import { resourceRule } from "../engine/rule";
import { type Allowance, allowances, allows } from "../reading/allowances";

interface ReleaseProps {
  readonly chart?: string;
  readonly version?: string;
}

const config = z.strictObject({
  allowed: allowances("The chart.", [
    {
      component: "towpath:serving:Gateway",
      what: "oci://docker.io/envoyproxy/gateway-helm",
      reason:
        "Envoy Gateway ships its custom kinds and their controller as this chart alone (docs/serving-on-a-cluster.md).",
    },
  ]),
});

/** Numbers and dots, with or without a v: 1.2.3, v1.2.3-rc.1. Ranges and `latest` are not. */
const EXACT = /^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/;

/** A chart is opaque: what it makes is in no preview, and no rule of this pack sees it. */
export const helmReleases = resourceRule<ReleaseProps, { readonly allowed: readonly Allowance[] }>({
  id: "workloads-helm-releases",
  checks: [],
  severity: "medium",
  level: "posture",
  description: "Charts are on the list of reviewed ones, at an exact version.",
  why: "No preview shows what a chart makes and no rule judges it: what it brings must have been read by somebody, in the version that runs.",
  remediation:
    "Declare the objects with @pulumi/kubernetes instead. Where a chart is right, pin its version, read what it makes, and give it a line with the reason in policies/workloads/helm-releases.ts.",
  types: [
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:helm.sh/v3:Chart",
    "kubernetes:helm.sh/v4:Chart",
  ],
  config,
  check: ({ urn, props }, report, { config: { allowed } }) => {
    const { chart = "", version } = props;
    if (!allows(allowed, urn, chart)) {
      report(
        `the chart ${chart === "" ? "without a name" : chart} is not on the list; expected objects that the program declares. Declare them, or have the chart reviewed.`,
      );
    }
    if (version === undefined || !EXACT.test(version)) {
      report(
        `the chart's version is ${version ?? "missing"}; expected an exact one, such as 1.2.3. Pin it.`,
      );
    }
  },
});
