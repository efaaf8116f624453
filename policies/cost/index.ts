import type { Rule } from "../engine/rule";

export const COST_RULES: readonly Rule[] = [];
