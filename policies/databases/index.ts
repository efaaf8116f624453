import type { Rule } from "../engine/rule";
import { backupRetention } from "./backup-retention";
import { customerKey } from "./customer-key";
import { deletionProtection } from "./deletion-protection";
import { encryptedConnections } from "./encrypted-connections";
import { encryptedStorage } from "./encrypted-storage";
import { enhancedMonitoring } from "./enhanced-monitoring";
import { finalSnapshot } from "./final-snapshot";
import { iamAuthentication } from "./iam-authentication";
import { logExports } from "./log-exports";
import { managedPassword } from "./managed-password";
import { minorUpgrades } from "./minor-upgrades";
import { multiAz } from "./multi-az";
import { performanceInsights } from "./performance-insights";
import { privateDatabase } from "./private";
import { snapshotTags } from "./snapshot-tags";

/** Databases of RDS: instances, clusters and their members. */
export const DATABASES_RULES: readonly Rule[] = [
  encryptedStorage,
  customerKey,
  privateDatabase,
  managedPassword,
  encryptedConnections,
  iamAuthentication,
  backupRetention,
  deletionProtection,
  finalSnapshot,
  snapshotTags,
  multiAz,
  minorUpgrades,
  logExports,
  performanceInsights,
  enhancedMonitoring,
];
