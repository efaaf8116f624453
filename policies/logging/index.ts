import type { Rule } from "../engine/rule";

export const LOGGING_RULES: readonly Rule[] = [];
