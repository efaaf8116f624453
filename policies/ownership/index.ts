import type { Rule } from "../engine/rule";
import { activeOwner } from "./active-owner";
import { expiredGrants } from "./expired-grants";
import { expiringGrants } from "./expiring-grants";
import { grantApprover } from "./grant-approver";
import { resolves } from "./resolves";
import { rotationDue } from "./rotation-due";
import { rotationListed } from "./rotation-listed";
import { rotationOverdue } from "./rotation-overdue";
import { surfaces } from "./surfaces";

export const OWNERSHIP_RULES: readonly Rule[] = [
  activeOwner,
  surfaces,
  resolves,
  rotationListed,
  rotationOverdue,
  rotationDue,
  grantApprover,
  expiredGrants,
  expiringGrants,
];
