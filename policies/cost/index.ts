import type { Rule } from "../engine/rule";
import { budget } from "./budget";

export const COST_RULES: readonly Rule[] = [budget];
