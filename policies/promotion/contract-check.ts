import { momentOf, versionRule } from "./promoted-versions";

/** The version answered as the contract says before it was promoted. */
export const contractCheck = versionRule({
  id: "promotion-contract-check",
  severity: "high",
  description: "A promoted version passed the contract check before it was promoted.",
  why: "Clients are written against the contract. A version that answers in another form breaks all of them at once.",
  remediation:
    "Promote with `npx towpath promote`: it starts the server with the artifact, sends it the contract's requests, and records `contract_check` in stacks/services/NAME.yaml only when all pass.",
  judge: ({ contract_check: check, promoted_at: promoted }) => {
    if (check?.result !== "pass") {
      return `has contract_check.result ${check?.result ?? "missing"}; expected "pass"`;
    }
    const passed = momentOf(check.at);
    if (passed === undefined) {
      return `has contract_check.at ${check.at ?? "missing"}; expected when it passed, such as 2026-11-21T09:00:00Z`;
    }
    const since = momentOf(promoted);
    return since !== undefined && passed > since
      ? `was promoted at ${promoted ?? ""}, before its contract check of ${check.at ?? ""}; expected the check first`
      : undefined;
  },
});
