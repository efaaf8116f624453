import type { Rule } from "../engine/rule";
import { awsTags } from "./aws-tags";
import { kubernetesLabels } from "./kubernetes-labels";
import { podLabels } from "./pod-labels";
import { propagation } from "./propagation";

export const TAGGING_RULES: readonly Rule[] = [awsTags, kubernetesLabels, podLabels, propagation];
