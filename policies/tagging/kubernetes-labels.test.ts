import { describe, expect, it } from "vitest";
import { settings } from "../engine/settings";
import { contextOf, type Given, resourcesOf, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { kubernetesLabels } from "./kubernetes-labels";
import { LABELS_OF_PROD, without } from "./testing";

const object = (labels: unknown, type = "kubernetes:core/v1:ConfigMap"): Given => ({
  type,
  props: { metadata: { labels } },
});

ruleCases(kubernetesLabels, {
  compliant: {
    "all labels": { given: object(LABELS_OF_PROD) },
    "a custom resource with all labels": {
      given: object(LABELS_OF_PROD, "kubernetes:gateway.networking.k8s.io/v1:Gateway"),
    },
    "an object of another whole": {
      given: object({ ...LABELS_OF_PROD, "app.kubernetes.io/part-of": "monitoring" }),
    },
    "an owner that only a deployment knows": {
      given: object({ ...LABELS_OF_PROD, "towpath.dev/owner": UNKNOWN_VALUE }),
    },
    "a chart, a list and a patch, which have no labels of their own": {
      given: [
        { type: "kubernetes:helm.sh/v3:Release" },
        { type: "kubernetes:core/v1:ConfigMapList", name: "list" },
        { type: "kubernetes:storage.k8s.io/v1:StorageClassPatch", name: "patch" },
      ],
    },
    "a resource of AWS": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "no metadata": {
      given: { type: "kubernetes:core/v1:Secret" },
      says: /^It lacks the labels app\.kubernetes\.io\/managed-by, towpath\.dev\/environment, .+labelsOf/,
    },
    "one that is missing": {
      given: object(without(LABELS_OF_PROD, "towpath.dev/cost-center")),
      says: /^It lacks the label towpath\.dev\/cost-center;/,
    },
    "another environment's": {
      given: object({ ...LABELS_OF_PROD, "towpath.dev/environment": "dev" }),
      says: /^Its label towpath\.dev\/environment is "dev"; expected "prod"\./,
    },
    "an object that says another tool manages it": {
      given: object({ ...LABELS_OF_PROD, "app.kubernetes.io/managed-by": "Helm" }),
      says: /managed-by is "Helm"; expected "pulumi"/,
    },
  },
  undecided: {
    "labels of which nothing is known": { given: object(UNKNOWN_VALUE) },
    "an environment that only a deployment knows": {
      given: object({ ...LABELS_OF_PROD, "towpath.dev/environment": UNKNOWN_VALUE }),
    },
  },
});

describe("mending labels", () => {
  const mend = (given: Given) => {
    const [resource] = resourcesOf([given], "dev");
    if (resource === undefined) throw new Error("nothing was given");
    const scope = { ...contextOf("dev"), config: settings(kubernetesLabels, { owner: "ops" }) };
    return kubernetesLabels.mend?.(resource, scope) as
      { metadata: { name?: string; labels: Record<string, string> } } | undefined;
  };

  it("fills in what is missing and keeps what is there", () => {
    expect(mend({ type: "kubernetes:core/v1:Secret" })?.metadata.labels).toMatchObject({
      "towpath.dev/environment": "dev",
      "towpath.dev/owner": "ops",
    });
    const named = mend({
      type: "kubernetes:core/v1:Secret",
      props: { metadata: { name: UNKNOWN_VALUE, labels: { "towpath.dev/owner": "support-ml" } } },
    });
    expect(named?.metadata.labels).toMatchObject({
      "towpath.dev/owner": "support-ml",
      "app.kubernetes.io/managed-by": "pulumi",
    });
    expect(() => named?.metadata.name).toThrow(/can't be known/);
  });

  it("leaves alone what is whole, and what has no labels", () => {
    expect(mend(object(LABELS_OF_PROD))).toBeUndefined();
    expect(mend({ type: "kubernetes:helm.sh/v3:Release" })).toBeUndefined();
    expect(mend({ type: "aws:s3/bucket:Bucket" })).toBeUndefined();
  });
});
