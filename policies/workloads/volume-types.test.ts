import { ruleCases } from "../engine/testing";
import { podSpec, UNKNOWN_TEXT, workload } from "./testing";
import { volumeTypes } from "./volume-types";

const mounting = (...volumes: unknown[]) => workload(podSpec({ volumes }));

ruleCases(volumeTypes, {
  compliant: {
    "no volumes": { given: workload() },
    "core types": {
      given: mounting(
        { name: "a", emptyDir: {} },
        { name: "b", persistentVolumeClaim: { claimName: "data" } },
        { name: "c", projected: { sources: [] } },
        { name: "d", configMap: UNKNOWN_TEXT },
      ),
    },
    "a directory of the node, of which another rule speaks": {
      given: mounting({ name: "a", hostPath: { path: "/" } }),
    },
    "another type of resource": {
      given: { ...mounting({ name: "a", nfs: { server: "x" } }), type: "aws:x:Y" },
    },
  },
  violating: {
    "NFS named by the pod": {
      given: mounting({ name: "models", nfs: { server: "10.0.0.9", path: "/" } }),
      says: /volume "models" is of type nfs; expected a claim/,
    },
    "a disk named by the pod": {
      given: mounting({ name: "a", emptyDir: {} }, { name: "b", awsElasticBlockStore: {} }),
      says: /volume "b" is of type awsElasticBlockStore/,
    },
  },
  undecided: {
    "volumes that only a deployment knows": {
      given: workload(podSpec({ volumes: UNKNOWN_TEXT })),
    },
  },
});
