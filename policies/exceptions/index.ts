import type { Rule } from "../engine/rule";
import { inUse } from "./in-use";
import { valid } from "./valid";

/** They come last in the pack: they tell what became of all the others. */
export const EXCEPTIONS_RULES: readonly Rule[] = [valid, inUse];
