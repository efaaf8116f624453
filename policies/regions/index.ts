import type { Rule } from "../engine/rule";

export const REGIONS_RULES: readonly Rule[] = [];
