import type { Rule } from "../engine/rule";
import { accessPoints } from "./access-points";
import { alarms } from "./alarms";
import { drillApart } from "./drill-apart";
import { encryptedFileSystems } from "./encrypted-file-systems";
import { inAPlan } from "./in-a-plan";
import { keyApart } from "./key-apart";
import { lockFits } from "./lock-fits";
import { noComplianceLock } from "./no-compliance-lock";
import { notices } from "./notices";
import { restoreTesting } from "./restore-testing";
import { retention } from "./retention";
import { scheduled } from "./scheduled";
import { secondRegion } from "./second-region";
import { vaultKept } from "./vault-kept";
import { vaultKey } from "./vault-key";
import { vaultLock } from "./vault-lock";
import { volumesProtected } from "./volumes-protected";

/** Backups of everything that holds data, where they lie, and that they come back. */
export const BACKUPS_RULES: readonly Rule[] = [
  inAPlan,
  retention,
  vaultKey,
  vaultKept,
  vaultLock,
  lockFits,
  noComplianceLock,
  secondRegion,
  restoreTesting,
  alarms,
  notices,
  encryptedFileSystems,
  accessPoints,
  scheduled,
  drillApart,
  keyApart,
  volumesProtected,
];
