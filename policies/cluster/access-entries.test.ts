import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterAccessEntries } from "./access-entries";

const type = "aws:eks/cluster:Cluster";
const cluster = (accessConfig?: object) => ({
  given: { type, props: accessConfig === undefined ? {} : { accessConfig } },
});

ruleCases(clusterAccessEntries, {
  compliant: {
    "access entries alone": cluster({
      authenticationMode: "API",
      bootstrapClusterCreatorAdminPermissions: false,
    }),
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "EKS's defaults": {
      ...cluster(),
      at: [`${type} it`, `${type} it`],
      says: /authenticationMode is CONFIG_MAP; expected API/,
    },
    "the ConfigMap beside access entries": {
      ...cluster({
        authenticationMode: "API_AND_CONFIG_MAP",
        bootstrapClusterCreatorAdminPermissions: false,
      }),
      says: /API_AND_CONFIG_MAP/,
    },
    "an admin by creation": {
      ...cluster({ authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true }),
      says: /whoever makes the cluster becomes its admin/,
    },
  },
  undecided: {
    "a mode that only a deployment knows": cluster({ authenticationMode: UNKNOWN_VALUE }),
  },
});
