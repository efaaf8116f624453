import { ruleCases } from "../engine/testing";
import { helmReleases } from "./helm-releases";
import { UNKNOWN_TEXT } from "./testing";

const type = "kubernetes:helm.sh/v3:Release";
const chart = "oci://docker.io/envoyproxy/gateway-helm";
const within = ["towpath:serving:Gateway"];
const gateway = (version?: string) => ({ type, within, props: { chart, version } });

ruleCases(helmReleases, {
  compliant: {
    "the gateway's chart": { given: gateway("v1.9.0") },
    "a candidate of a release": { given: gateway("1.9.0-rc.1") },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "another chart": {
      given: { type, within, props: { chart: "ingress-nginx", version: "4.0.0" } },
      says: /the chart ingress-nginx is not on the list/,
    },
    "that chart from elsewhere": {
      given: { type, props: { chart, version: "v1.9.0" } },
      says: /is not on the list/,
    },
    "a Chart instead of a Release": {
      given: { type: "kubernetes:helm.sh/v4:Chart", props: { chart: "x", version: "1.0.0" } },
      says: /the chart x is not on the list/,
    },
    "no version": { given: gateway(), says: /version is missing; expected an exact one/ },
    "a range": { given: gateway("^1.9.0"), says: /version is \^1\.9\.0/ },
    "a minor version, which moves": { given: gateway("1.9"), says: /version is 1\.9;/ },
  },
  undecided: { "a version that only a deployment knows": { given: gateway(UNKNOWN_TEXT) } },
});
