import { chat } from "./chat";
import type { Upstream } from "./chat/upstream";
import type { ModelKind } from "./kind";
import { linear } from "./linear";
import { rule } from "./rule";

/** Every model kind that can be loaded. A new kind is one file or folder and one entry here. */
export function kindsWith(upstream: Upstream | undefined): readonly ModelKind[] {
  return [rule, linear, chat(upstream)];
}

/** The kinds where no upstream is named: one that needs it refuses to load, and says so. */
export const kinds: readonly ModelKind[] = kindsWith(undefined);
