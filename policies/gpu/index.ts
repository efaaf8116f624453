import type { Rule } from "../engine/rule";

export const GPU_RULES: readonly Rule[] = [];
