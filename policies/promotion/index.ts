import type { Rule } from "../engine/rule";
import { approver } from "./approver";
import { artifactChecksum } from "./artifact-checksum";
import { baselineChecksum } from "./baseline-checksum";
import { baselineNote } from "./baseline-note";
import { collectedRuns } from "./collected-runs";
import { contractCheck } from "./contract-check";
import { drilled } from "./drilled";
import { evaluation } from "./evaluation";
import { fourEyes } from "./four-eyes";
import { promoter } from "./promoter";
import { recorded } from "./recorded";
import { rollbackTarget } from "./rollback-target";
import { safety } from "./safety";
import { servedArtifact } from "./served-artifact";
import { trainingRun } from "./training-run";

export const PROMOTION_RULES: readonly Rule[] = [
  recorded,
  servedArtifact,
  trainingRun,
  artifactChecksum,
  evaluation,
  safety,
  contractCheck,
  approver,
  promoter,
  fourEyes,
  rollbackTarget,
  drilled,
  baselineChecksum,
  baselineNote,
  collectedRuns,
];
