import type { Rule } from "../engine/rule";

export const TENANCY_RULES: readonly Rule[] = [];
