/*
 * Mistakes that people make, and attacks that people try, with the grants of stacks/access.yaml and with
 * the logins that grants are for: as in stacks-broken.access.ts.
 */

import type { Mistake } from "./stacks-broken.environments";

const FILE = "access.yaml";

/** A grant that would be fine. */
const FINE = {
  identity: "dana",
  action: "restore-artifact",
  team: "support-ml",
  reason: "the run of Tuesday was overwritten",
  requested: "2026-11-21T08:00:00Z",
  approver: "petra",
  approved: "2026-11-21T09:00:00Z",
  expires: "2026-11-22T08:00:00Z",
};

/** The grant with some of its fields changed, or left out where they are undefined. */
function grant(changes: Partial<Record<keyof typeof FINE, string | undefined>>): string {
  // JSON is YAML, and drops what is undefined.
  return JSON.stringify({ ...FINE, ...changes });
}

/** The whole list of one changed grant. */
function broken(
  changes: Partial<Record<keyof typeof FINE, string | undefined>>,
  expected: RegExp,
): Mistake {
  return [FILE, "grants: []", `grants:\n  - ${grant(changes)}`, expected];
}

/** A login in place of dana's. */
function login(text: string, expected: RegExp): Mistake {
  return [FILE, "  dana: {", `  ${JSON.stringify(text)}: {`, expected];
}

export const GRANT_MISTAKES: readonly Mistake[] = [
  // Names
  broken({ identity: "eve" }, /:45:\d+: grants\.0\.identity: found "eve"; expected a key of ident/),
  broken({ identity: "constructor" }, /grants\.0\.identity: found "constructor"; expected a key/),
  broken({ action: "restore-artefact" }, /grants\.0\.action: found "restore-artefact" \(did you/),
  broken({ team: "support" }, /grants\.0\.team: found "support" \(did you mean "support-ml"\?\)/),
  broken({ approver: "pera" }, /grants\.0\.approver: found "pera" \(did you mean "petra"\?\)/),
  broken({ team: undefined }, /:45:5: grants\.0\.team: missing; expected string/),
  // Cells that are not there to be asked for
  broken(
    { action: "deploy-service" },
    /:45:\d+: grants\.0\.action: found "deploy-service", which dana may not ask for \(developer: no\); expected an action whose cell says request$/,
  ),
  broken({ action: "read-runs" }, /which dana may not ask for \(developer: yes\)/),
  broken({ identity: "omar" }, /which omar may not ask for \(team-lead: informed\)/),
  broken(
    { team: "platform" },
    /grants\.0\.team: found "platform", and dana may ask for restore-artifact in team support-ml alone; expected support-ml$/,
  ),
  // Approvals
  broken(
    { approver: "dana" },
    /grants\.0\.approver: found "dana", who asks for it; expected one of petra$/,
  ),
  broken(
    { approver: "omar" },
    /grants\.0\.approver: found "omar", who may not approve it for team support-ml: omar is team-lead \(restore-artifact: informed\); expected one of petra$/,
  ),
  // A lead of another team, where leads approve and developers ask.
  [
    FILE,
    `  restore-artifact:
    developer: request
    model-owner: request
    platform-owner: yes
    team-lead: informed

identities:
  dana: { roles: [developer], team: support-ml }
  mira: { roles: [model-owner], team: support-ml }
  omar: { roles: [team-lead], team: support-ml }
  petra: { roles: [platform-owner], team: platform }

# Time-bound rights for cells that say "request".
grants: []`,
    `  restore-artifact:
    developer: request
    model-owner: request
    platform-owner: yes
    team-lead: approve
identities:
  dana: { roles: [developer], team: support-ml }
  omar: { roles: [team-lead], team: platform }
  petra: { roles: [platform-owner], team: platform }
grants:
  - ${grant({ approver: "omar" })}`,
    /grants\.0\.approver: found "omar", who may not approve it for team support-ml: omar is team-lead \(restore-artifact: approve\) of team platform, and of no other; expected one of petra$/,
  ],
  broken({ approved: undefined }, /grants\.0\.approver: found it without approved; expected both/),
  broken({ approver: undefined }, /grants\.0\.approved: found it without approver; expected both/),
  // Times
  broken(
    { expires: "2026-11-21T08:00:00Z", approver: undefined, approved: undefined },
    /grants\.0\.expires: found 2026-11-21T08:00:00Z, which is not after requested/,
  ),
  broken({ expires: "2026-11-20T08:00:00Z" }, /grants\.0\.expires: found .*not after requested/),
  broken(
    { expires: "2026-11-28T08:00:01Z" },
    /grants\.0\.expires: found 2026-11-28T08:00:01Z, more than 7 days after requested; expected 2026-11-28T08:00:00\.000Z at the latest$/,
  ),
  broken({ expires: "9999-12-31T23:59:59Z" }, /more than 7 days after requested/),
  broken(
    { expires: "never" },
    /grants\.0\.expires: found "never"; expected a moment in UTC, such as 2026-11-21T09:00:00Z$/,
  ),
  broken({ expires: "2026-11-22T08:00:00+14:00" }, /grants\.0\.expires: found "2026-11-22T08:00/),
  broken(
    { approved: "2026-11-21T07:59:59Z" },
    /grants\.0\.approved: found 2026-11-21T07:59:59Z; expected a moment from requested on, and before expires$/,
  ),
  broken({ approved: FINE.expires }, /grants\.0\.approved: found .*; expected a moment from/),
  // Reasons
  broken({ reason: "because" }, /grants\.0\.reason: found "because"; /),
  broken(
    { reason: "overwritten\n  - identity: eve" },
    /grants\.0\.reason: found .*; expected one line without control characters$/,
  ),
  broken({ reason: "see \u001b[2K incident 12" }, /grants\.0\.reason: .*without control charac/),
  broken({ reason: "incident \u202e 12 of today" }, /grants\.0\.reason: .*without control char/),
  // Twice
  [
    FILE,
    "grants: []",
    `grants:\n  - ${grant({ approver: undefined, approved: undefined })}\n  - ${grant({ approver: undefined, approved: undefined, requested: "2026-11-21T10:00:00Z" })}`,
    /:46:5: grants\.1: found a second request like grants\.0; expected one for an identity, action/,
  ],
  [
    FILE,
    "grants: []",
    `grants:\n  - ${grant({})}\n  - ${grant({})}`,
    /:46:5: grants\.1: found a second request like grants\.0/,
  ],
  // Logins
  login("${SAML:sub}", /found login "\$\{SAML:sub\}"; expected 2 to 64 letters/),
  login("da na", /found login "da na"; expected 2 to 64 letters/),
  login("dana\n", /identities\.dana\\u000a: found login "dana\\n"; expected 2 to 64 letters/),
  login("dana\u0000", /found login "dana\\u0000"; expected 2 to 64 letters/),
  login("d\u0430na", /found login "d\u0430na"; expected 2 to 64 letters/),
  login("dana\u200b", /found login "dana\\u200b"; expected 2 to 64 letters/),
  login("*", /found login "\*"; expected 2 to 64 letters/),
  login("dana/admin", /found login "dana\/admin"; expected 2 to 64 letters/),
  login("PETRA", /found login "petra" beside "PETRA"; expected logins that differ in more than/),
];
