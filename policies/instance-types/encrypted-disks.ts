import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { type DiskProps, IMAGE_COPY, isOn, judgeDisks, SNAPSHOT_COPY, WITH_DISKS } from "./disks";
import { LAUNCH_CONFIGURATION } from "../reading/machines";

/** The account's switch for what says nothing. */
const BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault";
/** Copies, which are encrypted whole. */
const COPIES: readonly string[] = [SNAPSHOT_COPY, IMAGE_COPY];

export const instanceTypesEncryptedDisks = resourceRule<DiskProps & { readonly enabled?: boolean }>(
  {
    id: "instance-types-encrypted-disks",
    checks: ["EC2-2"],
    severity: "high",
    level: "posture",
    description: "Every EBS volume is encrypted with a KMS key of the environment.",
    why: "Nodes write images, logs and pods' scratch data to their disks. A snapshot that is shared by mistake, or a volume that is attached elsewhere, then shows all of it.",
    remediation:
      "Set `encrypted` to true and `kmsKeyId` to the key `volumes` of the component Keys, as NodePool and DefaultStorage do. A launch template needs a block device for the image's root disk.",
    controls: ["CIS AWS 6.1.1"],
    types: [...WITH_DISKS, ...COPIES, BY_DEFAULT],
    check: (resource, report) => {
      const { type, props } = resource;
      if (type === BY_DEFAULT) {
        // Without the input the resource switches it on.
        if (props.enabled === false) {
          report("encryption by default is switched off for the whole account. Switch it on.");
        }
        return;
      }
      if (COPIES.includes(type)) {
        if (!isOn(props.encrypted)) report("the copy is not encrypted. Set encrypted to true.");
        return;
      }
      judgeDisks(resource, (disk, place) => {
        if (!isOn(disk?.encrypted)) {
          report(
            disk === undefined
              ? `${place} is left to others, unencrypted. Describe it, with encrypted true and a kmsKeyId.`
              : `${place} is not encrypted. Set encrypted to true, with a kmsKeyId.`,
          );
          // A launch configuration takes no key: https://www.pulumi.com/registry/packages/aws/api-docs/ec2/launchconfiguration/
        } else if (!isSet(disk, "kmsKeyId") && type !== LAUNCH_CONFIGURATION) {
          report(
            `${place} is encrypted with AWS's key, which nobody here can cut off. Set kmsKeyId to the environment's key of volumes.`,
          );
        }
      });
    },
  },
);
