import type { Rule } from "../engine/rule";

export const IDENTITY_RULES: readonly Rule[] = [];
