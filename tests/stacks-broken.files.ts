/*
 * Mistakes that people make in the rest of stacks/, for stacks-broken.test.ts: the file, a text in it,
 * what stands there instead, and what the one line that follows must say.
 */

import type { Mistake } from "./stacks-broken.environments";

const DEV = "Pulumi.dev.yaml";

export const FILE_MISTAKES: readonly Mistake[] = [
  // Teams, owners, access
  [
    "ownership.yaml",
    "retention: { owner: platform",
    "retention: { owner: plattform",
    /surfaces\.retention\.owner: found "plattform" \(did you mean "platform"\?\)/,
  ],
  [
    "teams.yaml",
    "namespace: support-ml",
    "namespace: Support_ML",
    /support-ml\.namespace: found "Support_ML"; expected a kebab-case name/,
  ],
  [
    "access.yaml",
    "dana: { roles: [developer]",
    "dana: { roles: []",
    /identities\.dana\.roles: found \[\]/,
  ],
  // Images and prices
  [
    "images.yaml",
    "tag: v0.20.0",
    "tag: latest",
    /nvidia-device-plugin\.tag: found "latest"; expected a version/,
  ],
  [
    "images.yaml",
    "digest: sha256:a61b",
    "digest: a61b",
    /nvidia-device-plugin\.digest: found .*; expected sha256:/,
  ],
  [
    "images.yaml",
    "repository: ghcr.io/mlflow/mlflow",
    "repository: mlflow",
    /mlflow\.repository: found "mlflow"; expected a registry and a path/,
  ],
  [
    "prices.yaml",
    "service: ec2/m7i.xlarge",
    "service: ec2/m7i.large",
    /prices\.1: found ec2\/m7i\.large per hour in us-east-1 twice/,
  ],
  [
    "prices.yaml",
    "unit: gb-month",
    "unit: gb-moth",
    /unit: found "gb-moth"; expected one of .* \(did you mean "gb-month"\?\)/,
  ],
  // Secrets, and what is no YAML
  [
    DEV,
    "towpath:maturity: 2",
    "towpath:maturity: 2\n  towpath:secrets: { pager_url: plain }",
    /towpath:secrets\.pager_url: found "plain"; expected \{ secure: … \}/,
  ],
  [
    DEV,
    "towpath:maturity: 2",
    "towpath:maturity: { secure: AAABAKzuF0kJ8sLq }",
    /towpath:maturity: found an encrypted value; expected number/,
  ],
  [
    DEV,
    "towpath:maturity: 2",
    "towpath:maturity: 2\n  towpath:maturity: 3",
    /not YAML: Map keys must be unique/,
  ],
  [DEV, "kind: aws", "kind: [aws", /not YAML: /],
  [
    "teams.yaml",
    "namespace: platform",
    "namespace: kube-system",
    /platform\.namespace: found "kube-system", which is Kubernetes' own/,
  ],
];
