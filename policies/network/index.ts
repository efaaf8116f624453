import type { Rule } from "../engine/rule";

export const NETWORK_RULES: readonly Rule[] = [];
