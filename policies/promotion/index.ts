import type { Rule } from "../engine/rule";
import { baselineChecksum } from "./baseline-checksum";

export const PROMOTION_RULES: readonly Rule[] = [baselineChecksum];
