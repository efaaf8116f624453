import { isPromoted, rollbackTarget, servedVersion } from "../../components/config/service";
import type { Stacks } from "../../components/config/load";
import { known, members, UNKNOWN } from "../engine/known";
import { resourceRule } from "../engine/rule";
import type { Subject } from "../engine/subject";
import { containersOf, podsOf, WORKLOADS, type WorkloadProps } from "../reading/pods";

/**
 * What tells a pod's containers which artifact they fetch and serve: apps/inference/fetch/config.ts
 * and apps/inference/server/config.ts refuse to start with any other.
 */
const DIGEST_VARIABLES = ["ARTIFACT_SHA256", "TOWPATH_ARTIFACT_SHA256"];

/** No pods serve an artifact that the environment's records do not name. */
export const servedArtifact = resourceRule<WorkloadProps>({
  id: "promotion-served-artifact",
  checks: [],
  severity: "critical",
  level: "always",
  exemptible: "not-in-prod",
  description:
    "Pods fetch and serve only artifacts that a promotion record of the environment names, and weights that a service declares.",
  why: "Pods beside the promotion path would answer customers with a model that nobody evaluated or approved, and no trace would name it.",
  remediation:
    "Serve the artifact through ModelService with a record in stacks/services/NAME.yaml, written by `npx towpath promote`, or remove the workload.",
  types: WORKLOADS,
  check: (workload, report, { name: environment, stacks }) => {
    const served = digestsOf(workload);
    if (served.size === 0) return;
    const recorded = recordedDigests(stacks, environment);
    for (const digest of served) {
      if (recorded.has(digest)) continue;
      report(
        `Its containers serve the artifact ${digest.slice(0, 12)}…, which no record of ${environment} names; expected one of stacks/services. Promote it with \`npx towpath promote\`, or remove the workload.`,
      );
    }
  },
});

function digestsOf(workload: Subject<WorkloadProps>): ReadonlySet<string> {
  const pods = podsOf(workload);
  const digests = new Set<string>();
  if (pods === undefined) return digests;
  for (const { env } of containersOf(pods.spec)) {
    for (const variable of members(env ?? [])) {
      // A variable of which not even the name is known belongs to none of these programs.
      if (variable === UNKNOWN || !DIGEST_VARIABLES.includes(nameOf(variable))) continue;
      if (variable.value !== undefined) digests.add(variable.value);
    }
  }
  return digests;
}

function nameOf(variable: { readonly name?: string }): string {
  const name = known(() => variable.name);
  return name === UNKNOWN ? "" : (name ?? "");
}

/** Digests of everything that services serve here, go back to, or put behind a promoted version. */
function recordedDigests({ services }: Stacks, environment: string): ReadonlySet<string> {
  return new Set(
    Object.values(services).flatMap((service) => {
      const versions = [servedVersion(service, environment), rollbackTarget(service, environment)];
      const weights = versions.some(isPromoted) ? service.vllm?.weights.sha256 : undefined;
      return [
        ...versions.map(({ artifact }) => artifact.sha256),
        ...(weights === undefined ? [] : [weights]),
      ];
    }),
  );
}
