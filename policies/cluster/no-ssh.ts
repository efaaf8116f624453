import { isSet } from "../engine/known";
import {
  INSTANCE,
  LAUNCH_CONFIGURATION,
  LAUNCH_TEMPLATE,
  NODE_GROUP,
  SPOT_REQUEST,
} from "../reading/machines";
import { resourceRule } from "../engine/rule";

const KEY_PAIR = "aws:ec2/keyPair:KeyPair";

/** What opens SSH, by type. Being there is enough: which key it is does not matter. */
const OPENS: Readonly<Record<string, string>> = {
  [NODE_GROUP]: "remoteAccess",
  [LAUNCH_TEMPLATE]: "keyName",
  [LAUNCH_CONFIGURATION]: "keyName",
  [INSTANCE]: "keyName",
  [SPOT_REQUEST]: "keyName",
};

export const clusterNoSsh = resourceRule({
  id: "cluster-no-ssh",
  checks: ["EKS-6"],
  severity: "high",
  level: "posture",
  description: "No node has an SSH key.",
  why: "An SSH key belongs to nobody: it is copied, it outlives its owner's job, and no log tells who used it. A node group with remoteAccess and no source groups opens port 22 to the internet.",
  remediation:
    "Remove `remoteAccess`, `keyName` and the key pair. Who needs a shell on a node gets it through Session Manager: the component NodePools takes `sessionManager`.",
  types: [...Object.keys(OPENS), KEY_PAIR],
  check: ({ type, props }, report) => {
    if (type === KEY_PAIR) {
      report("this is an SSH key pair. Remove it, and use Session Manager for a shell on nodes.");
      return;
    }
    const input = OPENS[type];
    if (input !== undefined && isSet(props, input)) {
      report(`${input} is set, which opens SSH. Remove it, and use Session Manager for a shell.`);
    }
  },
});
