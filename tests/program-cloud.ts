/** Look-ups that the program may do. In a preview without an account their answers are unknown. */
export const CLOUD = {
  calls: {
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: "", arn: "" }),
    "aws:iam/getSessionContext:getSessionContext": () => ({ issuerArn: "" }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({ names: [], zoneIds: [] }),
    "aws:eks/getClusterVersions:getClusterVersions": () => ({ clusterVersions: [] }),
    "aws:eks/getAddonVersion:getAddonVersion": () => ({ version: "" }),
    "aws:ssm/getParameter:getParameter": () => ({ value: "" }),
  },
};
