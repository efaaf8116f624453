import type { Rule } from "../engine/rule";

export const DATABASES_RULES: readonly Rule[] = [];
