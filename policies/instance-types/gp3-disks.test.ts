import type { Properties } from "../engine/subject";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { instanceTypesGp3Disks } from "./gp3-disks";

const of = (type: string, props: Properties) => ({ given: { type, props } });
const template = (volumeType?: string) =>
  of("aws:ec2/launchTemplate:LaunchTemplate", {
    blockDeviceMappings: [
      { deviceName: "/dev/xvda", ebs: volumeType === undefined ? {} : { volumeType } },
    ],
  });
const volume = (props: Properties) => of("aws:ebs/volume:Volume", props);

ruleCases(instanceTypesGp3Disks, {
  compliant: {
    "a node's disk": template("gp3"),
    "a volume": volume({ type: "gp3" }),
    "a class of volumes": of("kubernetes:storage.k8s.io/v1:StorageClass", {
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3" },
    }),
    "a type that the configuration allows": {
      ...volume({ type: "io2" }),
      config: { disk_types: ["gp3", "io2"] },
    },
    "a class of another driver": of("kubernetes:storage.k8s.io/v1:StorageClass", {
      provisioner: "rancher.io/local-path",
    }),
    "another type of resource": of("aws:ec2/vpc:Vpc", { type: "gp2" }),
  },
  violating: {
    "the older type": {
      ...template("gp2"),
      says: /the disk \/dev\/xvda is of type gp2; expected gp3\. Set it/,
    },
    "a disk without a type": { ...template(), says: /nobody's choice; expected gp3/ },
    "a volume without a type": { ...volume({}), says: /the volume is of type nobody's choice/ },
    "a class of volumes": {
      ...of("kubernetes:storage.k8s.io/v1:StorageClass", {
        provisioner: "ebs.csi.eks.amazonaws.com",
        parameters: { type: "io1" },
      }),
      says: /its volume is of type io1/,
    },
  },
  undecided: { "a type that only a deployment knows": template(UNKNOWN_VALUE) },
});
