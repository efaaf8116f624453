import type { Rule } from "../engine/rule";

export const INSTANCE_TYPES_RULES: readonly Rule[] = [];
