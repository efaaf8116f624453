import { resourceRule } from "../engine/rule";

/** What makes Kubernetes objects out of text that no rule reads. */
const OPAQUE: ReadonlySet<string> = new Set([
  "kubernetes:yaml:ConfigFile",
  "kubernetes:yaml:ConfigGroup",
  "kubernetes:yaml/v2:ConfigFile",
  "kubernetes:yaml/v2:ConfigGroup",
  "kubernetes:kustomize:Directory",
  "kubernetes:kustomize/v2:Directory",
]);

/** Old versions of kinds that make pods; the rules read the ones that clusters still have. */
const OLD_API =
  /^kubernetes:(extensions\/v1beta1|apps\/v1beta[12]|batch\/v1beta1|batch\/v2alpha1):/;

/**
 * A Patch changes objects that others own, a List holds several: `kubernetes:apps/v1:DeploymentPatch`.
 * Both exist for every kind of the SDK.
 */
const PATCH_OR_LIST =
  /^kubernetes:(apps|batch|core|rbac\.authorization\.k8s\.io|networking\.k8s\.io|policy)\/v1:\w+(Patch|List)$/;

/** Rules are about types. This one is about the types that would carry anything past them. */
export const unseenObjects = resourceRule({
  id: "workloads-unseen-objects",
  checks: [],
  severity: "high",
  level: "posture",
  description:
    "Kubernetes objects are declared one by one, in the API versions that the rules of this pack read.",
  why: "What comes as YAML, as a list or as a patch is judged by no rule, whatever is in it.",
  remediation:
    "Declare each object with its class of @pulumi/kubernetes, such as apps.v1.Deployment, in the component that it belongs to.",
  types: "every",
  check: ({ type }, report) => {
    if (!type.startsWith("kubernetes:")) return;
    if (type === "kubernetes:core/v1:PodTemplate") {
      report("a PodTemplate makes pods that no rule reads. Declare a Deployment or a Job.");
    } else if (OPAQUE.has(type)) {
      report("it makes objects out of text that no rule reads. Declare each object by its class.");
    } else if (OLD_API.test(type)) {
      report("no rule reads this old API version. Use the class of apps.v1 or batch.v1.");
    } else if (PATCH_OR_LIST.test(type)) {
      report("no rule reads a patch or a list. Declare each object by its class.");
    }
  },
});
