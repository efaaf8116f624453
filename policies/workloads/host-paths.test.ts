import { ruleCases } from "../engine/testing";
import { hostPaths } from "./host-paths";
import { DAEMON_SET, DEVICE_PLUGIN, podSpec, UNKNOWN_TEXT, workload } from "./testing";

const mounting = (path: string) =>
  podSpec({
    volumes: [
      { name: "tmp", emptyDir: {} },
      { name: "host", hostPath: { path } },
    ],
  });
const PLUGINS = "/var/lib/kubelet/device-plugins";
const VOLUME = "kubernetes:core/v1:PersistentVolume";

ruleCases(hostPaths, {
  compliant: {
    "volumes that are the pod's own": {
      given: workload(podSpec({ volumes: [{ name: "tmp", emptyDir: {} }] })),
    },
    "the device plugin's directory": {
      given: workload(mounting(PLUGINS), { type: DAEMON_SET, within: [DEVICE_PLUGIN] }),
    },
    "a volume of a driver": {
      given: { type: VOLUME, props: { spec: { csi: { driver: "ebs.csi.aws.com" } } } },
    },
    "another type of resource": { given: { ...workload(mounting("/")), type: "aws:x:Y" } },
  },
  violating: {
    "a directory of the node": {
      given: workload(mounting("/var/run/docker.sock")),
      says: /volume "host" is \/var\/run\/docker\.sock on the node; expected no path of the node/,
    },
    "another directory in the device plugin": {
      given: workload(mounting("/"), { type: DAEMON_SET, within: [DEVICE_PLUGIN] }),
      says: /is \/ on the node/,
    },
    "the device plugin's directory in another's pod": {
      given: workload(mounting(PLUGINS), { type: DAEMON_SET }),
      says: /device-plugins on the node/,
    },
    "a PersistentVolume on the node": {
      given: { type: VOLUME, props: { spec: { hostPath: { path: "/data" } } } },
      says: /the volume is \/data on the node/,
    },
    "a local PersistentVolume": {
      given: { type: VOLUME, props: { spec: { local: { path: "/mnt/disks/ssd1" } } } },
      says: /the volume is \/mnt\/disks\/ssd1/,
    },
  },
  undecided: {
    "a path that only a deployment knows": { given: workload(mounting(UNKNOWN_TEXT)) },
  },
});
