import type { Rule } from "../engine/rule";

export const CLUSTER_RULES: readonly Rule[] = [];
