import { ruleCases } from "../engine/testing";
import { disruptionBudgets } from "./disruption-budgets";
import { DEPLOYMENT, LABELS, podSpec, UNKNOWN_TEXT, workload } from "./testing";

const BUDGET = "kubernetes:policy/v1:PodDisruptionBudget";
const budget = (spec: object, namespace = "serving", name = "budget") => ({
  type: BUDGET,
  name,
  props: { metadata: { namespace }, spec: { selector: { matchLabels: LABELS }, ...spec } },
});
const web = (count: unknown = 2) => workload(podSpec(), { name: "web" }, { replicas: count });
const one = budget({ maxUnavailable: 1 });
const at = [`${DEPLOYMENT} web`];

ruleCases(disruptionBudgets, {
  compliant: {
    "a budget of one pod at a time": { given: [web(), one] },
    "one of two stays": { given: [web(), budget({ minAvailable: 1 })] },
    "one pod, which needs none": { given: [web(1)] },
    "one pod that may be taken": { given: [web(1), one] },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "no budget": {
      given: [web()],
      at,
      says: /no disruption budget selects its pods; expected one with maxUnavailable: 1/,
    },
    "a budget of another namespace": {
      given: [web(), budget({ maxUnavailable: 1 }, "tracking")],
      at,
      says: /no disruption budget/,
    },
    "a budget that allows nothing": {
      given: [web(), budget({ maxUnavailable: 0 })],
      at: [`${BUDGET} budget`],
      says: /no pod may ever be taken away/,
    },
    "a budget that wants them all": {
      given: [web(), budget({ minAvailable: 2 })],
      at: [`${BUDGET} budget`],
      says: /no pod may ever/,
    },
    "two budgets": {
      given: [web(), one, budget({ maxUnavailable: 1 }, "serving", "second")],
      at,
      says: /2 disruption budgets select its pods/,
    },
  },
  undecided: { "a number that only a deployment knows": { given: [web(UNKNOWN_TEXT)] } },
});
