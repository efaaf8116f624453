import { ruleCases } from "../engine/testing";
import { accountTokens } from "./account-tokens";
import { DEPLOYMENT, podSpec, UNKNOWN_TEXT, workload } from "./testing";

const ACCOUNT = "kubernetes:core/v1:ServiceAccount";
const account = (mount: unknown, name = "web") => ({
  type: ACCOUNT,
  name: "account",
  props: { metadata: { name, namespace: "serving" }, automountServiceAccountToken: mount },
});
const web = (mount: unknown) =>
  workload(podSpec({ automountServiceAccountToken: mount }), { name: "web" });
const binding = (subject: object = {}) => ({
  type: "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
  name: "binding",
  props: { subjects: [{ kind: "ServiceAccount", name: "web", namespace: "serving", ...subject }] },
});
const at = [`${DEPLOYMENT} web`];

ruleCases(accountTokens, {
  compliant: {
    "no token": { given: [account(false), web(false)] },
    "no token because the account says so": { given: [account(false), web(undefined)] },
    "a token of an account with rights": { given: [account(false), binding(), web(true)] },
    "rights of an account whose name only a deployment knows": {
      given: [
        account(false, UNKNOWN_TEXT),
        { ...binding({ name: UNKNOWN_TEXT }), from: { subjects: ["account"] } },
        {
          ...workload(
            podSpec({ serviceAccountName: UNKNOWN_TEXT, automountServiceAccountToken: true }),
            { name: "web" },
          ),
          from: { spec: ["account"] },
        },
      ],
    },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "an account that gives tokens to all": {
      given: [account(undefined), web(false)],
      at: [`${ACCOUNT} account`],
      says: /every pod with this account gets an API token/,
    },
    "a token of an account without rights": {
      given: [account(false), web(true)],
      at,
      says: /mount an API token of an account without rights in the cluster/,
    },
    "a token of an account that others' rights are near": {
      given: [account(false), binding({ namespace: "tracking" }), web(true)],
      at,
      says: /without rights/,
    },
    "nothing said, and no account": {
      given: [
        workload(
          podSpec({ serviceAccountName: undefined, automountServiceAccountToken: undefined }),
          { name: "web" },
        ),
      ],
      at,
      says: /mount an API token/,
    },
  },
  undecided: {
    "a choice that only a deployment knows": { given: [account(false), web(UNKNOWN_TEXT)] },
  },
});
