import { didYouMean } from "../../lib/nearest";
import type { YamlProblem } from "../../lib/zod-issues";
import { mustBeOwner } from "./cross-check";
import {
  type Exception,
  type Exceptions,
  LONGEST_EXCEPTION_DAYS,
  stackOfTarget,
} from "./exceptions";
import type { Ownership } from "./ownership";

/*
 * What policies/exceptions.yaml must fulfil beyond its schema, whatever a program registers.
 * Problems carry paths inside the file.
 */

/** What exceptions are checked against. */
export interface ExceptionFacts {
  /** Ids of the pack's rules. */
  readonly policies: readonly string[];
  /** Names of the environments. */
  readonly environments: readonly string[];
  readonly ownership: Ownership;
  readonly now: Date;
}

/** Names that exist, a target that is narrow enough, and dates that end. */
export function exceptionProblems(
  { exceptions }: Exceptions,
  facts: ExceptionFacts,
): YamlProblem[] {
  return exceptions.flatMap((exception, index) => {
    const path = ["exceptions", index];
    return [
      ...nameProblems(path, exception, facts),
      ...targetProblems([...path, "target"], exception.target),
      ...mustBeOwner([...path, "owner"], exception.owner, facts.ownership),
      ...dateProblems(path, exception, facts.now),
    ];
  });
}

function nameProblems(
  path: readonly PropertyKey[],
  { policy, target }: Exception,
  { policies, environments }: ExceptionFacts,
): YamlProblem[] {
  const stack = stackOfTarget(target);
  return [
    ...(policies.includes(policy)
      ? []
      : [
          {
            path: [...path, "policy"],
            message: `found "${policy}", no rule of the pack${didYouMean(policy, policies)}; expected a heading of docs/policies.md`,
          },
        ]),
    ...(environments.includes(stack)
      ? []
      : [
          {
            path: [...path, "target"],
            message: `found the stack "${stack}"${didYouMean(stack, environments)}; expected one of ${environments.join(", ")}`,
          },
        ]),
  ];
}

/** A target of wildcards alone would switch the rule off; that is the pack's configuration's to do. */
function targetProblems(path: readonly PropertyKey[], target: string): YamlProblem[] {
  const [, , ...resource] = target.split("::");
  if (/\w/.test(resource.join())) return [];
  return [
    {
      path,
      message: `found "${target}", which names no resource; expected a type or a name after the project`,
    },
  ];
}

const DAY_MS = 24 * 3600 * 1000;

/** The places where a day begins first are 14 hours ahead of UTC: what is today there is no mistake. */
const FIRST_TIME_ZONE_MS = 14 * 3600 * 1000;

function dateProblems(
  path: readonly PropertyKey[],
  { since, expires }: Exception,
  now: Date,
): YamlProblem[] {
  const today = dayOf(now.getTime() + FIRST_TIME_ZONE_MS);
  const last = dayOf(Date.parse(since) + LONGEST_EXCEPTION_DAYS * DAY_MS);
  return [
    ...(since > today
      ? [{ path: [...path, "since"], message: `found ${since}; expected a day that has come` }]
      : []),
    ...(expires < since || expires > last
      ? [
          {
            path: [...path, "expires"],
            message: `found ${expires}; expected a day from since, ${since}, to ${LONGEST_EXCEPTION_DAYS} days after it, ${last}`,
          },
        ]
      : []),
  ];
}

/** `2026-11-21`, in UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
