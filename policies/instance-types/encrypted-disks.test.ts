import type { Properties } from "../engine/subject";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { instanceTypesEncryptedDisks } from "./encrypted-disks";

const ebs = { encrypted: "true", kmsKeyId: UNKNOWN_VALUE, volumeType: "gp3" };
const of = (type: string, props: Properties) => ({ given: { type, props } });
const template = (...disks: object[]) =>
  of("aws:ec2/launchTemplate:LaunchTemplate", {
    blockDeviceMappings: disks.map((disk) => ({ deviceName: "/dev/xvda", ebs: disk })),
  });
const instance = (props: Properties) => of("aws:ec2/instance:Instance", props);
const storage = (parameters: Properties, provisioner = "ebs.csi.aws.com") =>
  of("kubernetes:storage.k8s.io/v1:StorageClass", { provisioner, parameters });

ruleCases(instanceTypesEncryptedDisks, {
  compliant: {
    "a node's disk": template(ebs),
    "a volume": of("aws:ebs/volume:Volume", { encrypted: true, kmsKeyId: UNKNOWN_VALUE }),
    "an instance of a template": instance({ launchTemplate: UNKNOWN_VALUE }),
    "a class of volumes": storage({ encrypted: "true", kmsKeyId: UNKNOWN_VALUE }),
    "a class of another driver": storage({}, "efs.csi.aws.com"),
    "a copy": of("aws:ebs/snapshotCopy:SnapshotCopy", { encrypted: true }),
    "another type of resource": of("aws:ec2/vpc:Vpc", {}),
  },
  violating: {
    "a node's disk in the clear": {
      ...template({ ...ebs, encrypted: "false" }),
      says: /the disk \/dev\/xvda is not encrypted\. Set encrypted/,
    },
    "a disk that nobody describes": { ...template(), says: /root disk is left to others/ },
    "AWS's key": { ...template({ encrypted: "true" }), says: /with AWS's key/ },
    "a volume in the clear": { ...of("aws:ebs/volume:Volume", {}), says: /the volume is not/ },
    "an instance's disks": {
      ...instance({ ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: false }] }),
      at: ["aws:ec2/instance:Instance it", "aws:ec2/instance:Instance it"],
      says: /the root disk is left to others/,
    },
    "a class of volumes in the clear": { ...storage({ type: "gp3" }), says: /its volume is not/ },
    "a class that says nothing": {
      ...of("kubernetes:storage.k8s.io/v1:StorageClass", { provisioner: "ebs.csi.aws.com" }),
      says: /its volume is left to others/,
    },
    "a copy in the clear": { ...of("aws:ec2/amiCopy:AmiCopy", {}), says: /the copy is not/ },
    "the account's switch": {
      ...of("aws:ebs/encryptionByDefault:EncryptionByDefault", { enabled: false }),
      says: /switched off for the whole account/,
    },
  },
  undecided: {
    "a switch that only a deployment knows": template({ ...ebs, encrypted: UNKNOWN_VALUE }),
  },
});
