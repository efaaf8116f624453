import type { Rule } from "../engine/rule";

export const KEYS_AND_SECRETS_RULES: readonly Rule[] = [];
