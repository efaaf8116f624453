import { PolicyPack } from "@pulumi/policy";
import { baselineChecksum } from "./promotion/baseline-checksum";

/** Every rule of the platform. One rule a file; this list is the only place that makes a pack. */
new PolicyPack("towpath", { policies: [baselineChecksum] });
