import type { Mistake } from "./stacks-broken.environments";

/* Mistakes in what a stack file says about backups and drills, for stacks-broken.test.ts. */

const PROD = "Pulumi.prod.yaml";
const LOCAL = "Pulumi.local.yaml";

export const RECOVERY_MISTAKES: readonly Mistake[] = [
  [
    PROD,
    "tracking:",
    "recovery: { backup_schedule: daily }\n    tracking:",
    /recovery\.backup_schedule: .*expected a cron schedule of five fields in UTC/,
  ],
  [
    PROD,
    "tracking:",
    'recovery: { drill_schedule: "0 4 * * 7" }\n    tracking:',
    /recovery\.drill_schedule: .*Sunday is 0 or sun/,
  ],
  [
    PROD,
    "tracking:",
    // One character is another one.
    "recovery: { recipient: age1qpzry9x8gf2tvdw0s3jn54khce6mua7lqpzry9x8gf2tvdw0s3jn54khce6mua7l }\n    tracking:",
    /recovery\.recipient: .*expected a public key of age/,
  ],
  [
    PROD,
    "tracking:",
    "recovery: { store: { gib: 5 } }\n    tracking:",
    /recovery\.store: unknown key "store"/,
  ],
  [
    LOCAL,
    "tracking:",
    "recovery: { store: { s3: { uri: s3://offsite/towpath, endpoint: http://s3.example.com, region: us-east-1, credentials_in: offsite } } }\n    tracking:",
    /recovery\.store\.s3\.endpoint: .*expected the store's address, such as https/,
  ],
  [
    LOCAL,
    "tracking:",
    "recovery: { store: { gib: 9, s3: { uri: s3://offsite, endpoint: https://s3.example.com, region: us-east-1, credentials_in: offsite } } }\n    tracking:",
    /recovery\.store\.s3: .*expected no gib and no class beside it/,
  ],
  [
    PROD,
    'engine_version: "17"',
    'engine_version: "18"',
    /database\.engine_version: .*expected at most 17, the image postgres of stacks\/images\.yaml: its pg_dump reads no newer server/,
  ],
];
