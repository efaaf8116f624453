import { ruleCases } from "../engine/testing";
import { serviceAccounts } from "./service-accounts";
import { DEPLOYMENT, podSpec, UNKNOWN_TEXT, workload } from "./testing";

const ACCOUNT = "kubernetes:core/v1:ServiceAccount";
const account = (name: string, namespace = "serving") => ({
  type: ACCOUNT,
  name: "account",
  props: { metadata: { name, namespace } },
});
const web = workload(podSpec(), { name: "web" });
const unnamed = workload(podSpec({ serviceAccountName: UNKNOWN_TEXT }), { name: "web" });
const at = [`${DEPLOYMENT} web`];

ruleCases(serviceAccounts, {
  compliant: {
    "an account that is declared": { given: [account("web"), web] },
    "an account whose name only a deployment knows": {
      given: [account(UNKNOWN_TEXT), { ...unnamed, from: { spec: ["account"] } }],
    },
    "a workload that makes no pods yet": { given: { type: DEPLOYMENT } },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "no account": {
      given: [
        account("web"),
        workload(podSpec({ serviceAccountName: undefined }), { name: "web" }),
      ],
      at,
      says: /default service account; expected one of their own/,
    },
    "the default one, even declared": {
      given: [
        account("default"),
        workload(podSpec({ serviceAccountName: "default" }), { name: "web" }),
      ],
      at,
      says: /default service account/,
    },
    "a name that is spelled wrong": {
      given: [account("wed"), web],
      at,
      says: /name the service account web, which the program does not declare/,
    },
    "an account of another namespace": {
      given: [account("web", "tracking"), web],
      at,
      says: /does not declare in their namespace/,
    },
  },
  undecided: { "an account that comes from nowhere": { given: unnamed } },
});
