import type { DataClass } from "./environment-schema";

/** Whom and what a part of the platform is for. */
export interface Belonging {
  /** The environment's name. */
  readonly environment: string;
  /** A key of owners in stacks/ownership.yaml. */
  readonly owner: string;
  /** What it is part of: `platform`, `tracking`, a served model's name. */
  readonly service: string;
  /** What is in it. @default "operational" */
  readonly dataClass?: DataClass;
}

/** The names of the tags that everything taggable carries (docs/design.md, "Names"). */
export const TAGS = [
  "towpath:environment",
  "towpath:owner",
  "towpath:service",
  "towpath:cost-center",
  "towpath:data-class",
  "towpath:managed-by",
  "towpath:repository",
] as const;

/** The tag of an IAM role that people take on: the role of stacks/access.yaml, or `grant`. */
export const ROLE_TAG = "towpath:role";

/** AWS tags. The cost center is the owner: who answers for a part pays for it. */
export function tagsOf(part: Belonging): Record<(typeof TAGS)[number], string> {
  return {
    "towpath:environment": part.environment,
    "towpath:owner": part.owner,
    "towpath:service": part.service,
    "towpath:cost-center": part.owner,
    "towpath:data-class": part.dataClass ?? "operational",
    "towpath:managed-by": "pulumi",
    "towpath:repository": "towpath",
  };
}

/** The same as Kubernetes labels, whose keys take no colon. */
export function labelsOf(part: Belonging): Record<string, string> {
  return {
    "app.kubernetes.io/part-of": "towpath",
    "app.kubernetes.io/managed-by": "pulumi",
    "towpath.dev/environment": part.environment,
    "towpath.dev/owner": part.owner,
    "towpath.dev/service": part.service,
    "towpath.dev/cost-center": part.owner,
  };
}
