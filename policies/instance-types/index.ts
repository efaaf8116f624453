import type { Rule } from "../engine/rule";
import { instanceTypesAllowed } from "./allowed";
import { instanceTypesDatabaseClasses } from "./database-classes";
import { instanceTypesEncryptedDisks } from "./encrypted-disks";
import { instanceTypesGp3Disks } from "./gp3-disks";
import { instanceTypesGpusInPools } from "./gpus-in-pools";
import { instanceTypesMetadataHops } from "./metadata-hops";
import { instanceTypesMetadataTokens } from "./metadata-tokens";
import { instanceTypesNoBareInstances } from "./no-bare-instances";
import { instanceTypesOwnLaunchTemplate } from "./own-launch-template";

export const INSTANCE_TYPES_RULES: readonly Rule[] = [
  instanceTypesMetadataTokens,
  instanceTypesMetadataHops,
  instanceTypesEncryptedDisks,
  instanceTypesGp3Disks,
  instanceTypesOwnLaunchTemplate,
  instanceTypesAllowed,
  instanceTypesDatabaseClasses,
  instanceTypesNoBareInstances,
  instanceTypesGpusInPools,
];
