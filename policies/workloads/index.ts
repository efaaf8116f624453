import type { Rule } from "../engine/rule";

export const WORKLOADS_RULES: readonly Rule[] = [];
