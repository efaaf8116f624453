import type { YamlProblem } from "../../lib/zod-issues";
import { type Access, approversOf, askingRoles, mayApprove, mayAskFor, rightOf } from "./access";
import type { Grant } from "./access/grant-schema";
import { mustBeKey } from "./cross-check";
import type { Teams } from "./teams";

/*
 * What the entries under `grants:` of stacks/access.yaml must fulfil beyond their schema. Nothing here
 * knows the time: an expired grant loads, gives nothing, and the policy pack refuses it.
 */

/**
 * Days between asking and the end. Towpath's own rule: `access expiring` and the rule
 * ownership-expiring-grants look a week ahead, so a grant is in sight from its first day to its last,
 * and no grant becomes a role that nobody wrote into the matrix. Who needs a right for longer asks
 * again, or needs a role.
 */
export const MAX_GRANT_DAYS = 7;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Every grant is somebody's to ask for, somebody else's to approve, and ends soon. */
export function grantProblems(access: Access, teams: Teams): YamlProblem[] {
  const seen = new Map<string, number>();
  return access.grants.flatMap((grant, index) => {
    const at = (field: keyof Grant) => ["grants", index, field];
    const key = keyOf(grant);
    const twin = seen.get(key);
    seen.set(key, index);
    const names = nameProblems(access, teams, grant, at);
    // Who may ask and approve is a question only about names that are there.
    const rest =
      names.length > 0
        ? []
        : [...askProblems(access, grant, at), ...approvalProblems(access, grant, at)];
    return [
      ...names,
      ...rest,
      ...timeProblems(grant, at),
      ...(twin === undefined
        ? []
        : [
            {
              path: ["grants", index],
              message: `found a second request like grants.${twin}; expected one for an identity, action and team at a time`,
            },
          ]),
    ];
  });
}

type At = (field: keyof Grant) => readonly PropertyKey[];

/** One request waits at a time; grants of the same that were approved tell themselves apart by time. */
function keyOf({ action, approver, identity, requested, team }: Grant): string {
  return JSON.stringify([identity, action, team, approver === undefined ? "" : requested]);
}

function nameProblems(access: Access, teams: Teams, grant: Grant, at: At): YamlProblem[] {
  const { action, approver, identity, team } = grant;
  return [
    ...mustBeKey(at("identity"), identity, access.identities, "identities"),
    ...mustBeKey(at("action"), action, access.matrix, "matrix"),
    ...mustBeKey(at("team"), team, teams, "stacks/teams.yaml"),
    ...(approver === undefined
      ? []
      : mustBeKey(at("approver"), approver, access.identities, "identities")),
  ];
}

/** The cell of one of the holder's roles says `request`, and reaches the team. */
function askProblems(access: Access, { action, identity, team }: Grant, at: At): YamlProblem[] {
  if (mayAskFor(access, identity, action, team)) return [];
  const { roles = [], team: own = "" } = access.identities[identity] ?? {};
  if (askingRoles(access, identity, action).length > 0) {
    return [
      {
        path: at("team"),
        message: `found "${team}", and ${identity} may ask for ${action} in team ${own} alone; expected ${own}`,
      },
    ];
  }
  const cells = roles.map((role) => `${role}: ${rightOf(access, role, action)}`).join(", ");
  return [
    {
      path: at("action"),
      message: `found "${action}", which ${identity} may not ask for (${cells}); expected an action whose cell says request`,
    },
  ];
}

/** Signed whole or not at all, by somebody else who may. */
function approvalProblems(access: Access, grant: Grant, at: At): YamlProblem[] {
  const { action, approved, approver, identity, team } = grant;
  if (approver === undefined) {
    if (approved === undefined) return [];
    return [
      { path: at("approved"), message: "found it without approver; expected both or neither" },
    ];
  }
  const able = approversOf(access, action, team).filter((who) => who !== identity);
  const expected = `expected ${able.length === 0 ? "somebody else, and nobody may" : `one of ${able.join(", ")}`}`;
  const { allowed, reason } = mayApprove(access, approver, action, team);
  return [
    ...(approver === identity
      ? [{ path: at("approver"), message: `found "${approver}", who asks for it; ${expected}` }]
      : allowed
        ? []
        : [
            {
              path: at("approver"),
              message: `found "${approver}", who may not approve it for team ${team}: ${reason}; ${expected}`,
            },
          ]),
    ...(approved === undefined
      ? [{ path: at("approver"), message: "found it without approved; expected both or neither" }]
      : []),
  ];
}

/** Asked for, approved, over: in this order, and within {@link MAX_GRANT_DAYS}. */
function timeProblems({ approved, expires, requested }: Grant, at: At): YamlProblem[] {
  const [from, to] = [Date.parse(requested), Date.parse(expires)];
  if (to <= from) {
    return [
      {
        path: at("expires"),
        message: `found ${expires}, which is not after requested; expected a later moment`,
      },
    ];
  }
  const latest = from + MAX_GRANT_DAYS * DAY_MS;
  const signed = approved === undefined ? from : Date.parse(approved);
  return [
    ...(to > latest
      ? [
          {
            path: at("expires"),
            message: `found ${expires}, more than ${MAX_GRANT_DAYS} days after requested; expected ${new Date(latest).toISOString()} at the latest`,
          },
        ]
      : []),
    ...(signed < from || signed >= to
      ? [
          {
            path: at("approved"),
            message: `found ${approved ?? ""}; expected a moment from requested on, and before expires`,
          },
        ]
      : []),
  ];
}
