import { ruleCases } from "../engine/testing";
import { replicas } from "./replicas";
import { DEPLOYMENT, LABELS, podSpec, STATEFUL_SET, UNKNOWN_TEXT, workload } from "./testing";

const service = {
  type: "kubernetes:core/v1:Service",
  name: "service",
  props: { metadata: { namespace: "serving" }, spec: { selector: LABELS } },
};
const web = (count: unknown) => workload(podSpec(), { name: "web" }, { replicas: count });
const autoscaler = (minReplicas: unknown, name = "web") => ({
  type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  name: "scaler",
  props: {
    metadata: { namespace: "serving" },
    spec: { minReplicas, scaleTargetRef: { kind: "Deployment", name } },
  },
});
const at = [`${DEPLOYMENT} web`];
const single = (name: string) =>
  workload(
    podSpec(),
    { type: STATEFUL_SET, name, within: ["towpath:data:PostgresInCluster"] },
    { replicas: 1 },
  );

ruleCases(replicas, {
  compliant: {
    "two pods": { given: [service, web(2)] },
    "one pod that nobody asks": { given: [web(1)] },
    "one pod where the posture asks for one": { given: [service, web(1)], environment: "dev" },
    "an autoscaler with two": { given: [service, web(undefined), autoscaler(2)] },
    "a database with one volume": { given: [service, single("postgres")] },
    "an autoscaler of a workload without a name": {
      given: [
        service,
        {
          ...web(undefined),
          props: { ...web(undefined).props, metadata: { namespace: "serving" } },
        },
        { ...autoscaler(2, UNKNOWN_TEXT), from: { spec: ["web"] } },
      ],
    },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "one pod": {
      given: [service, web(1)],
      at,
      says: /serves requests with 1 pod at the least; expected 2\. Raise replicas/,
    },
    "nothing said": { given: [service, web(undefined)], at, says: /with 1 pod / },
    "an autoscaler that goes down to one": {
      given: [service, web(3), autoscaler(1)],
      at,
      says: /with 1 pod /,
    },
    "somebody else in the database's component": {
      given: [service, single("other")],
      at: [`towpath:data:PostgresInCluster$${STATEFUL_SET} other`],
      says: /with 1 pod /,
    },
  },
  undecided: { "a number that only a deployment knows": { given: [service, web(UNKNOWN_TEXT)] } },
});
