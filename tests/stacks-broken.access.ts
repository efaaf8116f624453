/*
 * Mistakes that people make in stacks/access.yaml, for stacks-broken.test.ts: the file, a text in it,
 * what stands there instead, and what the one line that follows must say.
 */

import type { Mistake } from "./stacks-broken.environments";

const FILE = "access.yaml";

export const ACCESS_MISTAKES: readonly Mistake[] = [
  // Roles
  [
    FILE,
    "  read-runs: { developer: yes,",
    "  read-runs: { develoepr: yes,",
    /:17:16: matrix\.read-runs\.develoepr: unknown role "develoepr" \(did you mean "developer"\?\); expected one of developer, /,
  ],
  [
    FILE,
    "  read-runs: { developer: yes,",
    "  read-runs: { auditor: yes, developer: yes,",
    /matrix\.read-runs\.auditor: unknown role "auditor"; expected .*, or its own entry under roles, with an owner$/,
  ],
  [
    FILE,
    "  developer: { owner: platform,",
    "  auditor: { owner: platform, description: reads everything }\n  developer: { owner: platform,",
    /:7:3: roles\.auditor: no row of the matrix has a cell for it/,
  ],
  [
    FILE,
    "  developer: { owner: platform, description",
    "  developer: { description",
    /roles\.developer\.owner: missing; expected string/,
  ],
  [
    FILE,
    "  developer: { owner: platform,",
    "  developer: { owner: plattform,",
    /roles\.developer\.owner: found "plattform" \(did you mean "platform"\?\); expected a key of owners/,
  ],
  [
    FILE,
    "reach: every-team",
    "reach: all-teams",
    /roles\.platform-owner\.reach: found "all-teams"; expected one of own-team, every-team/,
  ],
  // Actions
  [
    FILE,
    "  promote-artifact: {",
    "  promote-artefact: {",
    /matrix\.promote-artefact: unknown action "promote-artefact" \(did you mean "promote-artifact"\?\)/,
  ],
  [
    FILE,
    "  deploy-service: { developer: no, model-owner: yes, platform-owner: yes, team-lead: approve }\n",
    "",
    /:16:1: matrix: no row for deploy-service; expected a row for every action/,
  ],
  [
    FILE,
    "matrix:\n",
    "matrix:\n  paint-the-office: { developer: no, model-owner: no, platform-owner: no, team-lead: no }\n",
    /:17:3: matrix\.paint-the-office: unknown action .*; expected one of read-runs, .*, or its own entry under actions$/,
  ],
  [
    FILE,
    "matrix:\n",
    "actions:\n  sign-contract: { description: signs with a supplier }\nmatrix:\n",
    /matrix: no row for sign-contract/,
  ],
  // Cells
  [
    FILE,
    "promote-artifact: { developer: no, model-owner",
    "promote-artifact: { developer: nope, model-owner",
    /matrix\.promote-artifact\.developer: found "nope"; .*expected one of .*/,
  ],
  [
    FILE,
    "promote-artifact: { developer: no, model-owner",
    "promote-artifact: { model-owner",
    /:\d+:3: matrix\.promote-artifact: no cell for developer; expected one for every role/,
  ],
  [
    FILE,
    "team-lead: { right: limited, scope: runs of the lead's own team }",
    "team-lead: limited",
    /matrix\.write-runs\.team-lead: found "limited"/,
  ],
  // Approvals
  [
    FILE,
    "omar: { roles: [team-lead]",
    "omar: { roles: [developer]",
    /matrix\.promote-artifact\.team-lead: found approve for team-lead, which nobody holds \(promote-artifact, deploy-service, .*expected an identity with that role/,
  ],
  [
    FILE,
    `promote-artifact: { developer: no, model-owner: yes, platform-owner: yes, team-lead: approve }
  deploy-service: { developer: no, model-owner: yes, platform-owner: yes, team-lead: approve }`,
    `promote-artifact: { developer: no, model-owner: request, platform-owner: no, team-lead: approve }
  deploy-service: { developer: no, model-owner: approve, platform-owner: no, team-lead: request }`,
    /matrix\.promote-artifact: a cycle of approvals, promote-artifact → deploy-service → promote-artifact: all who may approve one have to ask/,
  ],
  // Identities
  [
    FILE,
    "  dana: {",
    '  "d@na x": {',
    /identities\.d@na x: found login "d@na x"; expected 2 to 64/,
  ],
  [FILE, "  dana: {", '  "system:masters": {', /found login "system:masters"; expected 2 to 64/],
  [FILE, "  dana: {", "  d: {", /identities\.d: found login "d"; expected 2 to 64/],
  [
    FILE,
    "  omar: {",
    "  Dana: { roles: [developer], team: support-ml }\n  omar: {",
    /:\d+:3: identities\.Dana: found login "Dana" beside "dana"; expected logins that differ in more/,
  ],
  [FILE, "  omar: {", "  dana: {", /not YAML: Map keys must be unique/],
  [
    FILE,
    "roles: [developer]",
    "roles: [developer, developer]",
    /identities\.dana\.roles\.1: found "developer" twice; expected each role once/,
  ],
  [
    FILE,
    "omar: { roles: [team-lead]",
    "omar: { roles: [team-led]",
    /identities\.omar\.roles\.0: found "team-led" \(did you mean "team-lead"\?\)/,
  ],
  [
    FILE,
    "dana: { roles: [developer], team: support-ml }",
    "dana: { roles: [developer] }",
    /identities\.dana\.team: missing; expected string/,
  ],
  [
    FILE,
    "dana: { roles: [developer], team: support-ml }",
    "dana: { roles: [developer], team: support }",
    /identities\.dana\.team: found "support" \(did you mean "support-ml"\?\); expected a key of stacks/,
  ],
  // Signers
  [
    FILE,
    "grants: []",
    "grants: []\nsigners:\n  petra: { role: platform-owner, public_keys: [ed25519:abc] }",
    /signers\.petra\.public_keys\.0: found "ed25519:abc"; expected ed25519: and 64 hex digits/,
  ],
  [
    FILE,
    "grants: []",
    `grants: []\nsigners:\n  drill-job: { role: platform-owner, public_keys: ["ed25519:${"a".repeat(64)}"] }`,
    /signers\.drill-job: drill-job is no identity, and so a program without an owner and an environment/,
  ],
];
