import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { podLabels } from "./pod-labels";
import { LABELS_OF_PROD, without } from "./testing";

const template = (labels: unknown) => ({ metadata: { labels }, spec: { containers: [] } });
const deployment = (labels: unknown): Given => ({
  type: "kubernetes:apps/v1:Deployment",
  props: { spec: { template: template(labels) } },
});

ruleCases(podLabels, {
  compliant: {
    "pods with all labels": { given: deployment(LABELS_OF_PROD) },
    "a Pod, whose labels are the object's own": {
      given: { type: "kubernetes:core/v1:Pod", props: { spec: { containers: [] } } },
    },
    "an object that makes no pods": { given: { type: "kubernetes:core/v1:Secret" } },
  },
  violating: {
    "pods without labels": {
      given: { type: "kubernetes:batch/v1:Job", props: { spec: { template: { spec: {} } } } },
      says: /^Its pods lack the labels app\.kubernetes\.io\/managed-by, .+pod template's/,
    },
    "pods of a CronJob without an owner": {
      given: {
        type: "kubernetes:batch/v1:CronJob",
        props: {
          spec: {
            jobTemplate: {
              spec: { template: template(without(LABELS_OF_PROD, "towpath.dev/owner")) },
            },
          },
        },
      },
      says: /^Its pods lack the label towpath\.dev\/owner;/,
    },
    "pods that are labelled for another environment": {
      given: deployment({ ...LABELS_OF_PROD, "towpath.dev/environment": "dev" }),
      says: /^Its pods' label towpath\.dev\/environment is "dev"; expected "prod"/,
    },
  },
  undecided: { "unknown labels": { given: deployment(UNKNOWN_VALUE) } },
});
