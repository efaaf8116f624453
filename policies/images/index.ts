import type { Rule } from "../engine/rule";

export const IMAGES_RULES: readonly Rule[] = [];
