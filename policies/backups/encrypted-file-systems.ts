import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";

/** Encryption of a file system is chosen once, when it is made. */
export const encryptedFileSystems = resourceRule<Readonly<{ encrypted?: boolean }>>({
  id: "backups-encrypted-file-systems",
  checks: ["EFS-1"],
  severity: "high",
  level: "posture",
  description:
    "A shared file system is encrypted with a key of the platform, and its backups with it.",
  why: "Datasets and checkpoints on it could be read from the disks and from every backup. It cannot be mended later: everything would be copied to a new file system.",
  remediation:
    "Set `encrypted: true` and give `kmsKeyId` the key of data, `keys.arns.data`, where the file system is made.",
  controls: ["CIS AWS 3.3.1"],
  types: ["aws:efs/fileSystem:FileSystem"],
  check: ({ props }, report) => {
    if (props.encrypted !== true) {
      report(
        "The file system is not encrypted: encrypted is not true, and EFS leaves it off. Set it to true before there is data on it.",
      );
    } else if (!isSet(props, "kmsKeyId")) {
      report(
        "The file system is encrypted with AWS's own key: kmsKeyId is not set. Give it the platform's key of data.",
      );
    }
  },
});
