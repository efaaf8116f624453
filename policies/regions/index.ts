import type { Rule } from "../engine/rule";
import { regionsProviders } from "./providers";
import { regionsResources } from "./resources";

export const REGIONS_RULES: readonly Rule[] = [regionsProviders, regionsResources];
