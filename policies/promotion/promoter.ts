import { mayAct } from "../../components/config/access";
import { momentOf, teamsOfService, versionRule } from "./promoted-versions";

/** Whoever promoted was entitled at that moment, by a role or a grant. */
export const promoter = versionRule({
  id: "promotion-promoter",
  severity: "high",
  description:
    "A promoted version was promoted by somebody whom the access matrix let promote for its service's team at that moment.",
  why: "A promotion decides what customers get. Rights that only tooling checks are none for whoever edits the file by hand.",
  remediation:
    "Let somebody with `promote-artifact` in stacks/access.yaml for a team of the service's owner promote the version again with `npx towpath promote`, or add a grant with an expiry under `grants:` first.",
  judge: ({ promoted_by: who, promoted_at: at }, { stacks, now }, name) => {
    const { access } = stacks;
    const teams = teamsOfService(stacks, name);
    const time = momentOf(at);
    if (time === undefined) {
      return `has promoted_at ${at ?? "missing"}; expected a moment, such as 2026-11-21T09:00:00Z`;
    }
    if (time > now.getTime()) {
      return `has promoted_at ${at ?? ""}, which is still to come; expected when it was promoted`;
    }
    const moment = new Date(time);
    const able = Object.keys(access.identities).filter(
      (one) => mayAct(access, one, "promote-artifact", moment, teams).allowed,
    );
    if (who === undefined || who === "") {
      return `has no promoted_by; expected one of ${able.join(", ")}`;
    }
    const { allowed, reason } = mayAct(access, who, "promote-artifact", moment, teams);
    return allowed
      ? undefined
      : `was promoted by ${who}, who may not: ${reason}; expected one of ${able.join(", ")}`;
  },
});
