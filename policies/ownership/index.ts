import type { Rule } from "../engine/rule";

export const OWNERSHIP_RULES: readonly Rule[] = [];
