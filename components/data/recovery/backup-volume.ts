import type * as pulumi from "@pulumi/pulumi";
import { retentionOptions, type RetentionArgs } from "../../config/retention";
import { volumeClaim, type VolumeArgs } from "../in-cluster";
import type { BackupPlace } from "./site";

const FOLDER = "/backups";

/**
 * A volume of the backups' own, where they go nowhere else. It survives a lost database and a lost object
 * store; the cluster's own loss only where its storage does (docs/recovery-in-a-cluster.md).
 */
export function backupVolume(
  name: string,
  args: VolumeArgs & RetentionArgs,
  parent: pulumi.Resource,
): BackupPlace {
  const claim = volumeClaim(name, args, { parent, ...retentionOptions(args) });
  return {
    uri: FOLDER,
    env: [],
    egress: [],
    volume: { name: "backups", persistentVolumeClaim: { claimName: claim.metadata.name } },
    mount: { name: "backups", mountPath: FOLDER },
  };
}
