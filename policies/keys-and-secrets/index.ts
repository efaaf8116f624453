import type { Rule } from "../engine/rule";
import { secretArguments } from "./arguments";
import { configMaps } from "./config-maps";
import { envValues } from "./env-values";
import { keyDeletionWindow } from "./key-deletion-window";
import { keyPolicy } from "./key-policy";
import { keyRotation } from "./key-rotation";
import { literals } from "./literals";
import { parameters } from "./parameters";
import { rotation } from "./rotation";
import { secretKey } from "./secret-key";
import { secretPolicy } from "./secret-policy";
import { secretRecovery } from "./secret-recovery";

export const KEYS_AND_SECRETS_RULES: readonly Rule[] = [
  literals,
  envValues,
  secretArguments,
  configMaps,
  parameters,
  keyPolicy,
  keyRotation,
  keyDeletionWindow,
  secretKey,
  secretRecovery,
  secretPolicy,
  rotation,
];
