import type { Rule } from "../engine/rule";

export const BUCKETS_RULES: readonly Rule[] = [];
