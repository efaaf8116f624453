import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterControlPlaneLogs } from "./control-plane-logs";

const type = "aws:eks/cluster:Cluster";
const all = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const cluster = (enabledClusterLogTypes?: unknown) => ({
  given: { type, props: enabledClusterLogTypes === undefined ? {} : { enabledClusterLogTypes } },
});

ruleCases(clusterControlPlaneLogs, {
  compliant: {
    "all five": cluster(all),
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    none: { ...cluster(), says: /api, audit, authenticator, controllerManager, scheduler are off/ },
    "all but one": { ...cluster(all.slice(0, 4)), says: /logs scheduler are off/ },
  },
  undecided: { "logs that only a deployment knows": cluster(UNKNOWN_VALUE) },
});
