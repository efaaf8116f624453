import { tagsOf } from "../../../components/config/tags";
import { beside, type Change, type Draft, type Mutation, set, unset } from "../mutation";

const SYSTEM = "LaunchTemplate nodes-system-template";
const METADATA = { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 };

const tags = tagsOf({ environment: "prod", owner: "platform", service: "platform" });

/** A machine beside the node pools, with nothing wrong but that, and what is given. */
function bare(name: string, more: Draft = {}): Change {
  return beside("aws:ec2/instance:Instance", name, {
    instanceType: "m7i.2xlarge",
    metadataOptions: METADATA,
    rootBlockDevice: { encrypted: true, kmsKeyId: "alias/towpath-volumes", volumeType: "gp3" },
    tags,
    volumeTags: tags,
    ...more,
  });
}

/** Mistakes in machines and their disks. */
export const MACHINES: readonly Mutation[] = [
  {
    name: "nodes give their role to whoever asks (IMDSv1)",
    at: SYSTEM,
    policy: "instance-types-metadata-tokens",
    change: set("metadataOptions.httpTokens", "optional"),
  },
  {
    name: "the image decides how nodes give their role",
    at: "LaunchTemplate nodes-serving-template",
    policy: "instance-types-metadata-tokens",
    also: ["instance-types-metadata-hops"],
    change: unset("metadataOptions"),
  },
  {
    name: "pods reach their node's metadata",
    at: SYSTEM,
    policy: "instance-types-metadata-hops",
    change: set("metadataOptions.httpPutResponseHopLimit", 2),
  },
  {
    name: "disks of nodes are not encrypted",
    at: SYSTEM,
    policy: "instance-types-encrypted-disks",
    change: set("blockDeviceMappings.0.ebs.encrypted", "false"),
  },
  {
    name: "disks of nodes are encrypted with AWS's key",
    at: "LaunchTemplate nodes-training-template",
    policy: "instance-types-encrypted-disks",
    change: unset("blockDeviceMappings.0.ebs.kmsKeyId"),
  },
  {
    name: "volumes of pods are not encrypted",
    at: "StorageClass storage-gp3",
    policy: "instance-types-encrypted-disks",
    change: set("parameters.encrypted", "false"),
  },
  {
    name: "a snapshot is copied without encryption",
    at: "NodeGroup nodes-system-group",
    policy: "instance-types-encrypted-disks",
    change: beside("aws:ebs/snapshotCopy:SnapshotCopy", "datasets", {
      sourceRegion: "us-east-1",
      sourceSnapshotId: "snap-0a1b2c3d4e5f67890",
      encrypted: false,
      tags,
    }),
  },
  {
    name: "disks of nodes are of the old type",
    at: SYSTEM,
    policy: "instance-types-gp3-disks",
    change: set("blockDeviceMappings.0.ebs.volumeType", "gp2"),
  },
  {
    name: "volumes of pods are of the old type",
    at: "StorageClass storage-gp3",
    policy: "instance-types-gp3-disks",
    change: set("parameters.type", "gp2"),
  },
  {
    name: "EKS chooses how the system's nodes boot",
    at: "NodeGroup nodes-system-group",
    policy: "instance-types-own-launch-template",
    // Without a template nothing carries the tags to the machines either.
    also: ["tagging-propagation"],
    change: unset("launchTemplate"),
  },
  {
    name: "the system's nodes are of a type that the stack file does not name",
    at: "NodeGroup nodes-system-group",
    policy: "instance-types-allowed",
    change: set("instanceTypes", ["m6i.xlarge"]),
  },
  {
    name: "AWS chooses the types of nodes",
    at: SYSTEM,
    policy: "instance-types-allowed",
    change: set("instanceRequirements", { vcpuCount: { min: 4 }, memoryMib: { min: 8192 } }),
  },
  {
    name: "the database is of a class that the stack file does not name",
    at: "Instance database",
    policy: "instance-types-database-classes",
    change: set("instanceClass", "db.r6g.large"),
  },
  {
    name: "a machine stands alone, with all else right",
    at: "NodeGroup nodes-system-group",
    policy: "instance-types-no-bare-instances",
    change: bare("jump-host"),
  },
  {
    name: "a machine of spot capacity stands alone",
    at: "NodeGroup nodes-system-group",
    policy: "instance-types-no-bare-instances",
    change: beside("aws:ec2/spotInstanceRequest:SpotInstanceRequest", "batch", {
      instanceType: "m7i.2xlarge",
      rootBlockDevice: { encrypted: true, kmsKeyId: "alias/towpath-volumes", volumeType: "gp3" },
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
      tags,
    }),
  },
  {
    name: "a machine with a GPU stands alone",
    at: "NodeGroup nodes-system-group",
    policy: "instance-types-gpus-in-pools",
    also: ["instance-types-no-bare-instances"],
    change: bare("notebook", { instanceType: "g5.xlarge" }),
  },
  {
    name: "a launch template boots GPUs for no pool",
    at: "LaunchTemplate nodes-serving-template",
    policy: "instance-types-gpus-in-pools",
    change: beside("aws:ec2/launchTemplate:LaunchTemplate", "notebooks", {
      instanceType: "g5.xlarge",
      metadataOptions: METADATA,
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { encrypted: "true", kmsKeyId: "alias/towpath-volumes", volumeType: "gp3" },
        },
      ],
      tagSpecifications: [
        { resourceType: "instance", tags },
        { resourceType: "volume", tags },
      ],
      tags,
    }),
  },
];
