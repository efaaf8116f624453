import type { Rule } from "../engine/rule";

export const BACKUPS_RULES: readonly Rule[] = [];
