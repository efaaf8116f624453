import * as z from "zod";
import { resourceRule } from "../engine/rule";
import { type DiskProps, judgeDisks, typeOfDisk, WITH_DISKS } from "./disks";

const config = z.object({
  disk_types: z
    .array(z.string())
    .default(["gp3"])
    .describe("EBS volume types that may be used, such as io2 beside gp3."),
});

export const instanceTypesGp3Disks = resourceRule<DiskProps, z.output<typeof config>>({
  id: "instance-types-gp3-disks",
  checks: ["EC2-2"],
  severity: "low",
  level: "posture",
  description: "EBS volumes are of type gp3.",
  why: "What says no type gets gp2 in many places, whose speed follows its size: small disks of nodes and databases become slow under load.",
  remediation:
    "Set `volumeType` (of a volume or StorageClass: `type`) to gp3, as NodePool and DefaultStorage do. For another type change `disk_types` of this rule in the pack's configuration.",
  types: WITH_DISKS,
  config,
  check: (resource, report, { config: { disk_types: types } }) => {
    judgeDisks(resource, (disk, place) => {
      const type = typeOfDisk(disk);
      if (type === undefined || !types.includes(type)) {
        report(
          `${place} is of type ${type ?? "nobody's choice"}; expected ${types.join(" or ")}. Set it.`,
        );
      }
    });
  },
});
