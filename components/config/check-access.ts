import { didYouMean, nearest } from "../../lib/nearest";
import type { YamlProblem } from "../../lib/zod-issues";
import { type Access, rightOf } from "./access";
import { ACTIONS } from "./access/actions";
import { approvalCycles } from "./access/approval-cycles";
import { grantProblems } from "./check-grants";
import { mustBeKey, mustBeOwner } from "./cross-check";
import type { Ownership } from "./ownership";
import type { Teams } from "./teams";

/*
 * What stacks/access.yaml must fulfil beyond its schema. A misspelt name is one mistake and told
 * once: at the name, not also where the right one is missing.
 */

/**
 * A login becomes a Kubernetes user and the name of a session in AWS, which takes 2 to 64 of these.
 * Without a colon it cannot begin with `system:`, as Kubernetes' own users do.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (RoleSessionName)
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 */
const LOGIN = /^[A-Za-z0-9+=,.@_-]{2,64}$/;

/** The matrix is whole, and identities, roles and grants name what is there. */
export function accessProblems(access: Access, teams: Teams, ownership: Ownership): YamlProblem[] {
  return [
    ...roleProblems(access, ownership),
    ...rowProblems(access),
    ...cellProblems(access),
    ...approverProblems(access),
    ...approvalCycles(access).map(cycleProblem),
    ...identityProblems(access, teams),
    ...runningTogether(access),
    ...grantProblems(access, teams),
  ];
}

/** Every role of the matrix is declared, and every declared role has an owner and a use. */
function roleProblems(access: Access, ownership: Ownership): YamlProblem[] {
  const declared = access.roles ?? {};
  const used = new Set(Object.values(access.matrix).flatMap((row) => Object.keys(row)));
  return Object.entries(declared).flatMap(([role, { owner }]) => [
    ...mustBeOwner(["roles", role, "owner"], owner, ownership),
    ...(used.has(role)
      ? []
      : [
          {
            path: ["roles", role],
            atKey: true as const,
            message: "no row of the matrix has a cell for it; expected one in every row",
          },
        ]),
  ]);
}

/** The rows are the platform's actions and the declared ones: all of them, and no other. */
function rowProblems({ actions = {}, matrix }: Access): YamlProblem[] {
  const known = [...Object.keys(ACTIONS), ...Object.keys(actions)];
  const unknown = Object.keys(matrix).filter((action) => !known.includes(action));
  const meant = unknown.map((action) => nearest(action, known));
  const missing = known.filter((one) => !Object.hasOwn(matrix, one) && !meant.includes(one));
  return [
    ...unknown.map((action) => ({
      path: ["matrix", action],
      atKey: true as const,
      message: `unknown action "${action}"${didYouMean(action, known)}; expected one of ${known.join(", ")}, or its own entry under actions`,
    })),
    ...missing.map((action) => ({
      path: ["matrix"],
      atKey: true as const,
      message: `no row for ${action}; expected a row for every action, with a cell for every role`,
    })),
  ];
}

/** Every row has a cell for each declared role, and for no other. */
function cellProblems({ matrix, roles = {} }: Access): YamlProblem[] {
  const known = Object.keys(roles);
  const used = new Set(Object.values(matrix).flatMap((row) => Object.keys(row)));
  return Object.entries(matrix).flatMap(([action, row]) => {
    const unknown = Object.keys(row).filter((role) => !Object.hasOwn(roles, role));
    const meant = unknown.map((role) => nearest(role, known));
    const missing = known.filter(
      (role) => used.has(role) && !Object.hasOwn(row, role) && !meant.includes(role),
    );
    return [
      ...unknown.map((role) => ({
        path: ["matrix", action, role],
        atKey: true as const,
        message: `unknown role "${role}"${didYouMean(role, known)}; expected one of ${known.join(", ")}, or its own entry under roles, with an owner`,
      })),
      ...missing.map((role) => ({
        path: ["matrix", action],
        atKey: true as const,
        message: `no cell for ${role}; expected one for every role, no where it may not`,
      })),
    ];
  });
}

/** A role that approves is somebody's: else the action waits for an approval that never comes. */
function approverProblems(access: Access): YamlProblem[] {
  const roles = Object.keys(access.roles ?? {});
  const held = Object.values(access.identities).flatMap((identity) => identity.roles);
  const meant = held.filter((role) => !roles.includes(role)).map((role) => nearest(role, roles));
  return roles.flatMap((role) => {
    if (held.includes(role) || meant.includes(role)) return [];
    const waiting = Object.keys(access.matrix).filter(
      (action) => rightOf(access, role, action) === "approve",
    );
    const [first] = waiting;
    if (first === undefined) return [];
    return [
      {
        path: ["matrix", first, role],
        message: `found approve for ${role}, which nobody holds (${waiting.join(", ")}); expected an identity with that role, or no`,
      },
    ];
  });
}

function cycleProblem(cycle: readonly string[]): YamlProblem {
  const [first = ""] = cycle;
  return {
    path: ["matrix", first],
    atKey: true,
    message: `a cycle of approvals, ${[...cycle, first].join(" → ")}: all who may approve one have to ask for the next; expected somebody who may approve and need not ask`,
  };
}

/** Logins fit for both worlds, told apart whatever the case, with roles and a team that are there. */
function identityProblems({ identities, roles = {} }: Access, teams: Teams): YamlProblem[] {
  const seen = new Map<string, string>();
  return Object.entries(identities).flatMap(([who, { roles: held, team }]) => {
    const at = { path: ["identities", who], atKey: true as const };
    const twin = seen.get(who.toLowerCase());
    seen.set(who.toLowerCase(), who);
    return [
      ...(LOGIN.test(who)
        ? []
        : [
            {
              ...at,
              message: `found login ${JSON.stringify(who)}; expected 2 to 64 letters, digits and + = , . @ _ -, which Kubernetes and AWS both take`,
            },
          ]),
      ...(twin === undefined
        ? []
        : [
            {
              ...at,
              message: `found login "${who}" beside "${twin}"; expected logins that differ in more than case`,
            },
          ]),
      ...held.flatMap((role, index) => {
        const path = ["identities", who, "roles", index];
        if (held.indexOf(role) < index) {
          return [{ path, message: `found "${role}" twice; expected each role once` }];
        }
        return mustBeKey(path, role, roles, "roles");
      }),
      ...mustBeKey(["identities", who, "team"], team, teams, "stacks/teams.yaml"),
    ];
  });
}

/**
 * A role of a team is a role of IAM, called `ROLE-TEAM` (components/access/iam-people.ts): `a-b` of team
 * `c` and `a` of team `b-c` would be one.
 */
function runningTogether({ identities }: Access): YamlProblem[] {
  const seen = new Map<string, { readonly role: string; readonly team: string }>();
  return Object.entries(identities).flatMap(([who, { roles, team }]) =>
    roles.flatMap((role, index) => {
      const name = `${role}-${team}`;
      const other = seen.get(name) ?? { role, team };
      seen.set(name, other);
      if (other.role === role) return [];
      return [
        {
          path: ["identities", who, "roles", index],
          message: `found ${role} of team ${team}, which AWS would call ${name}, as it calls ${other.role} of team ${other.team}; expected another name for one of the roles or teams`,
        },
      ];
    }),
  );
}
