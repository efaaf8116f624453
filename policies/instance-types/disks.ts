import { isSet } from "../engine/known";
import type { Subject } from "../engine/subject";
import { judgeEach } from "../reading/judge-each";
import { INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, SPOT_REQUEST } from "../reading/machines";

export const VOLUME = "aws:ebs/volume:Volume";
export const SNAPSHOT_COPY = "aws:ebs/snapshotCopy:SnapshotCopy";
export const IMAGE_COPY = "aws:ec2/amiCopy:AmiCopy";
export const STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass";

/** What makes EBS volumes: the machines' disks, volumes of their own, and the cluster's classes. */
export const WITH_DISKS = [
  LAUNCH_TEMPLATE,
  LAUNCH_CONFIGURATION,
  INSTANCE,
  SPOT_REQUEST,
  VOLUME,
  STORAGE_CLASS,
] as const;

/** A disk, as each of the places that make one says it; a StorageClass says everything as text. */
export interface Disk {
  readonly encrypted?: boolean | string;
  readonly kmsKeyId?: string;
  readonly volumeType?: string;
  /** The volume's and the StorageClass's word for it. */
  readonly type?: string;
}

/** Inputs of everything that makes disks. */
export interface DiskProps extends Disk {
  readonly blockDeviceMappings?: readonly { readonly deviceName?: string; readonly ebs?: Disk }[];
  readonly rootBlockDevice?: Disk;
  readonly ebsBlockDevices?: readonly (Disk & { readonly deviceName?: string })[];
  readonly launchTemplate?: unknown;
  readonly provisioner?: string;
  readonly parameters?: Disk;
}

/**
 * Drivers that make EBS volumes: the add-on's, EKS Auto Mode's, and the one that was in Kubernetes.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-storage-class.html
 */
const EBS_DRIVERS = ["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"];

/**
 * Judges the disks that a resource makes.
 * @param judge is given undefined for a root disk that nobody describes: the image decides it
 */
export function judgeDisks(
  { type, props }: Subject<DiskProps>,
  judge: (disk: Disk | undefined, place: string) => void,
): void {
  switch (type) {
    case VOLUME:
      judge(props, "the volume");
      return;
    case STORAGE_CLASS:
      if (EBS_DRIVERS.includes(props.provisioner ?? "")) judge(props.parameters, "its volume");
      return;
    case LAUNCH_TEMPLATE:
      judgeTemplate(props, judge);
      return;
    default:
      // An instance that says nothing takes its launch template's disk, which is judged there.
      if (isSet(props, "rootBlockDevice") || !isSet(props, "launchTemplate")) {
        judge(props.rootBlockDevice, "the root disk");
      }
      judgeEach(props.ebsBlockDevices, (disk) => {
        judge(disk, `the disk ${disk.deviceName ?? ""}`);
      });
  }
}

function judgeTemplate(
  props: DiskProps,
  judge: (disk: Disk | undefined, place: string) => void,
): void {
  const mappings = (props.blockDeviceMappings ?? []).length;
  if (mappings === 0) judge(undefined, "the root disk");
  judgeEach(props.blockDeviceMappings, ({ deviceName, ebs }) => {
    // A mapping without EBS is an instance's own disk, or hides one of the image's.
    if (ebs !== undefined) judge(ebs, `the disk ${deviceName ?? ""}`);
  });
}

/** Is a switch on? Launch templates and StorageClasses write it as text. */
export function isOn(value: boolean | string | undefined): boolean {
  return value === true || value === "true";
}

/** A disk's type, under either name. */
export function typeOfDisk(disk: Disk | undefined): string | undefined {
  return disk?.volumeType ?? disk?.type;
}
