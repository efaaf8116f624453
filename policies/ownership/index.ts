import type { Rule } from "../engine/rule";
import { activeOwner } from "./active-owner";
import { expiredGrants } from "./expired-grants";
import { expiringGrants } from "./expiring-grants";
import { grantApprover } from "./grant-approver";
import { surfaces } from "./surfaces";

export const OWNERSHIP_RULES: readonly Rule[] = [
  activeOwner,
  surfaces,
  grantApprover,
  expiredGrants,
  expiringGrants,
];
