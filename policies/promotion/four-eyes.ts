import { versionRule } from "./promoted-versions";

/** Where the posture asks for four eyes, nobody approves a promotion of their own. */
export const fourEyes = versionRule({
  id: "promotion-four-eyes",
  severity: "high",
  description: "Where the posture asks for four eyes, the approver is not the promoter.",
  why: "One person's mistake, or one stolen login, would be enough to change what customers are served.",
  remediation:
    "Have somebody else approve: `npx towpath promote --approver LOGIN`. The posture's `fourEyes` in components/config/posture.ts says where this holds.",
  judge: ({ approved_by: approved, promoted_by: promoted }, { environment: { settings } }) =>
    settings.fourEyes && approved !== undefined && approved === promoted
      ? `is approved and promoted by ${approved}; expected two people`
      : undefined,
});
