import type { EnforcementLevel } from "@pulumi/policy";
import type { PostureSettings } from "../../components/config/posture";
import type { Level } from "./rule";

/** What a broken rule does in an environment of this posture. */
export function enforcementOf(level: Level, settings: PostureSettings): EnforcementLevel {
  switch (level) {
    case "always":
      return "mandatory";
    case "advice":
      return "advisory";
    case "posture":
      return settings.policyEnforcement;
    case "mend":
      // Where rules stop a change, nothing is put right silently: the code must say it.
      return settings.policyEnforcement === "advisory" ? "remediate" : "mandatory";
  }
}
