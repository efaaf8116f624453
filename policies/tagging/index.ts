import type { Rule } from "../engine/rule";

export const TAGGING_RULES: readonly Rule[] = [];
