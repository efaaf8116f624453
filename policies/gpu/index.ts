import type { Rule } from "../engine/rule";
import { gpuBudget } from "./budget";
import { gpuPlacement } from "./placement";
import { gpuPoolTaint } from "./pool-taint";
import { gpuToleration } from "./toleration";
import { gpuWholeNumbers } from "./whole-numbers";

export const GPU_RULES: readonly Rule[] = [
  gpuPlacement,
  gpuToleration,
  gpuWholeNumbers,
  gpuPoolTaint,
  gpuBudget,
];
