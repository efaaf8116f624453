import type { ModelKind } from "./kind";
import { linear } from "./linear";
import { rule } from "./rule";

/** Every model kind that the server can load. A new kind is one file or folder and one entry here. */
export const kinds: readonly ModelKind[] = [rule, linear];
