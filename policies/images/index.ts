import type { Rule } from "../engine/rule";
import { digests } from "./digests";
import { immutableTags } from "./immutable-tags";
import { publicRepositories } from "./public-repositories";
import { repositories } from "./repositories";
import { repositoryEncryption } from "./repository-encryption";
import { scanOnPush } from "./scan-on-push";
import { tags } from "./tags";

export const IMAGES_RULES: readonly Rule[] = [
  repositories,
  tags,
  digests,
  immutableTags,
  scanOnPush,
  repositoryEncryption,
  publicRepositories,
];
