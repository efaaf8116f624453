import type { Stacks } from "../../components/config/load";
import { teamsOf } from "../../components/config/teams";
import { isSet } from "../engine/known";
import { resourceRule, type ResourceRule, type RuleText, type Scope } from "../engine/rule";

/** The component that says which versions an environment serves. */
export const MODEL_SERVICE = "towpath:serving:ModelService";

/** A stored thing as a record pins it; anything may be missing, rules say so. */
interface Pinned {
  readonly uri?: string;
  readonly sha256?: string;
}

/** A version as a ModelService registers it: components/config/service.ts says what must be there. */
export interface VersionProps {
  readonly baseline?: boolean;
  readonly model_version?: string;
  readonly run_id?: string;
  readonly artifact?: Pinned;
  readonly data?: Pinned;
  readonly commit?: string | null;
  readonly evaluation?: {
    readonly run_id?: string;
    readonly accuracy?: number;
    readonly threshold?: number;
    readonly safety_pass_rate?: number;
  };
  readonly contract_check?: { readonly result?: string; readonly at?: string };
  readonly approved_by?: string;
  readonly promoted_by?: string;
  readonly promoted_at?: string;
}

/** What a ModelService registers. */
export interface ServiceProps {
  readonly owner?: string;
  readonly contract?: string;
  readonly current?: VersionProps;
  readonly previous?: VersionProps;
}

/** The version in use, and the one that a rollback brings back. */
export const SLOTS = ["current", "previous"] as const;

export type Slot = (typeof SLOTS)[number];

/** A duty of every promoted version. */
type VersionRule<Config> = Omit<RuleText<Config>, "checks" | "level" | "exemptible"> & {
  /**
   * Says what the version lacks and what is expected, as `has no run_id; expected …`; undefined
   * where all is well.
   */
  readonly judge: (
    version: VersionProps,
    scope: Scope<Config>,
    service: string,
  ) => string | undefined;
};

/**
 * Declares a rule about every version that a service serves or goes back to, and that was promoted:
 * a rollback must not meet a gate that its target would fail. Committed baselines have a rule of
 * their own. Nobody lifts the gate in prod.
 */
export function versionRule<Config = unknown>(rule: VersionRule<Config>): ResourceRule {
  const { judge, ...text } = rule;
  return resourceRule<ServiceProps, Config>({
    ...text,
    checks: [],
    level: "posture",
    exemptible: "not-in-prod",
    types: [MODEL_SERVICE],
    check: ({ name, props }, report, scope) => {
      for (const slot of SLOTS) {
        const version = isSet(props, slot) ? props[slot] : undefined;
        if (version === undefined || version.baseline === true) continue;
        const found = judge(version, scope, name);
        if (found === undefined) continue;
        report(
          `${slot} (${version.model_version ?? "no model_version"}) ${found}. Promote a version that passes with \`npx towpath promote\`, which writes ${recordFile(name)}.`,
        );
      }
    },
  });
}

/** The teams whose a service is: who promotes and who approves does so for one of them. */
export function teamsOfService({ services, teams }: Stacks, name: string): string[] | undefined {
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  return service && teamsOf(teams, service.owner);
}

/** The file that records what a service serves. */
export function recordFile(service: string): string {
  return `stacks/services/${service}.yaml`;
}

/** Milliseconds of a moment such as 2026-11-21T09:00:00Z; undefined where it is none. */
export function momentOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
}
