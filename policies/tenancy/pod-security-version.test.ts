import { contextOf, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { podSecurityVersion } from "./pod-security-version";

const namespace = (version: string) => ({
  given: {
    type: "kubernetes:core/v1:Namespace",
    props: { metadata: { labels: { "pod-security.kubernetes.io/enforce-version": version } } },
  },
});
const { environment } = contextOf();
if (environment.kind !== "aws") throw new Error("prod is on AWS");
const on = (version: string) => ({
  context: { environment: { ...environment, cluster: { ...environment.cluster, version } } },
});

ruleCases(podSecurityVersion, {
  compliant: {
    "no version": { given: { type: "kubernetes:core/v1:Namespace", props: {} } },
    latest: namespace("latest"),
    "the cluster's": { ...namespace("v1.34"), ...on("1.34") },
    "another type": { given: { type: "kubernetes:core/v1:Secret" } },
  },
  violating: {
    "an old one": {
      ...namespace("v1.25"),
      ...on("1.34"),
      says: /enforce-version is v1\.25; expected latest or v1\.34/,
    },
    "one where nobody knows the cluster's yet": {
      ...namespace("v1.34"),
      says: /is v1\.34; expected latest\. Remove/,
    },
    "one on a cluster that is there already": {
      ...namespace("v1.34"),
      environment: "local",
      says: /expected latest/,
    },
  },
  undecided: { "a version that only a deployment knows": namespace(UNKNOWN_VALUE) },
});
