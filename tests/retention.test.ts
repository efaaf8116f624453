import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { beforeAll, describe, expect, test } from "vitest";
import { differences } from "../apps/cli/data/compare";
import { heldBy } from "../apps/cli/data/held";
import { writtenPage } from "../apps/cli/data/retention-page";
import { SESSION_PREFIX } from "../components/audit/audit-policies";
import { TRACKING_PREFIX } from "../components/composed/artifact-folders";
import { environmentNamed, loadStacks } from "../components/config/load";
import { retentionRows } from "../components/config/retention/listing";
import { TRAIL_PREFIX } from "../components/data/bucket-policy";
import { gone, type Mutation, mutate, set } from "./mutations/mutation";
import { type Program, record } from "./mutations/program";

const FILE = "docs/retention.md";
const STACKS = loadStacks(process.cwd());
const ENVIRONMENTS = Object.keys(STACKS.environments).sort();
const programs = new Map<string, Program>();

beforeAll(async () => {
  for (const name of ENVIRONMENTS) programs.set(name, await record(name));
}, 120_000);

const rowsOf = (name: string) => retentionRows(environmentNamed(STACKS, name));
const programOf = (name: string) => programs.get(name) ?? [];
const compare = (name: string, program = programOf(name), rows = rowsOf(name)) =>
  differences(rows, heldBy({ resources: program }), name === "local");

describe.each(ENVIRONMENTS)("what %s keeps", (name) => {
  test("is listed as it is planned, and nothing else is kept", () => {
    expect(programOf(name).length).toBeGreaterThan(20);
    expect(compare(name)).toEqual([]);
  });
});

/** One resource of prod keeps data otherwise than the listing says. */
const MISTAKES: readonly Omit<Mutation, "policy">[] = [
  {
    name: "versions of models go after a month",
    at: "BucketLifecycleConfiguration buckets-artifacts-lifecycle",
    change: set("rules.1.noncurrentVersionExpiration.noncurrentDays", 30),
  },
  {
    name: "models expire",
    at: "BucketLifecycleConfiguration buckets-artifacts-lifecycle",
    change: set("rules.1.expiration", { days: 700 }),
  },
  {
    name: "nothing removes old versions",
    at: "BucketLifecycleConfiguration buckets-reports-lifecycle",
    change: set("rules.1.status", "Disabled"),
  },
  {
    name: "reports are not locked",
    at: "BucketObjectLockConfiguration buckets-reports-object-lock",
    change: gone,
  },
  {
    name: "datasets are not copied",
    at: "BucketReplicationConfig buckets-datasets-replication-config",
    change: gone,
  },
  {
    name: "access logs are kept half as long",
    at: "BucketLifecycleConfiguration buckets-logs-lifecycle",
    change: set("rules.2.expiration.days", 180),
  },
  {
    name: "flow logs are kept for ever",
    at: "LogGroup network-flow-logs",
    change: set("retentionInDays", 0),
  },
  {
    name: "the database goes back a week",
    at: "rds/instance:Instance database",
    change: set("backupRetentionPeriod", 7),
  },
  {
    name: "no last snapshot of the database",
    at: "rds/instance:Instance database",
    change: set("skipFinalSnapshot", true),
  },
  {
    name: "the archive is over after a month",
    at: "backup/plan:Plan backups-internal-daily",
    change: set("rules.1.lifecycle.deleteAfter", 40),
  },
  {
    name: "the vault's lock is a day",
    at: "VaultLockConfiguration backups-vault-lock",
    change: set("minRetentionDays", 1),
  },
  {
    name: "a key can be lost within a week",
    at: "kms/key:Key keys-data",
    change: set("deletionWindowInDays", 7),
  },
  {
    name: "a secret is gone at once",
    at: "secretsmanager/secret:Secret mlflow-secrets-admin",
    change: set("recoveryWindowInDays", 0),
  },
];

describe("a mistake is seen", () => {
  test.each(MISTAKES.map((one) => [one.name, one] as const))("%s", (_name, mistake) => {
    const { program } = mutate(programOf("prod"), { ...mistake, policy: "" });
    expect(compare("prod", program).length).toBeGreaterThan(0);
  });

  test("in the listing: another posture, a row less, a row more", () => {
    const prod = environmentNamed(STACKS, "prod");
    const { settings } = environmentNamed(STACKS, "staging");
    expect(compare("prod", undefined, retentionRows({ ...prod, settings })).length).toBeGreaterThan(
      10,
    );
    const rows = rowsOf("prod");
    const less = rows.filter(({ place }) => place !== "audit-trail");
    expect(compare("prod", undefined, less)).toEqual([
      "logs audit-trail: in the plan (365 days, not restorable), and not listed",
    ]);
    const [first] = rows;
    if (first === undefined) throw new Error("prod keeps something");
    const more = [...rows, { ...first, place: "invented" }];
    expect(compare("prod", undefined, more)).toEqual([
      "bucket invented: listed as until deleted, restorable 90 days, locked 30 days, copied; the plan has none",
    ]);
  });

  test("a kind of store that nobody can list is a difference", () => {
    const [one] = programOf("prod");
    if (one === undefined) throw new Error("prod has resources");
    const table = { ...one, type: "aws:dynamodb/table:Table", name: "t", urn: "urn:t" };
    expect(compare("prod", [...programOf("prod"), table])).toEqual([
      "volume urn:t: in the plan (until deleted, not restorable), and not listed",
    ]);
  });
});

describe("the prefixes that are listed", () => {
  test("are those that are written to", () => {
    const prefixes = (place: string) =>
      rowsOf("prod").flatMap((one) => (one.place === place && one.prefix !== "" ? one.prefix : []));
    expect(prefixes("artifacts")).toEqual([`${TRACKING_PREFIX}/`]);
    const delivered = programOf("prod")
      .filter(({ type }) => type === "aws:s3/bucketLogging:BucketLogging")
      .filter(({ name }) => name.startsWith("buckets-logs-"))
      .flatMap(({ inputs }) =>
        typeof inputs.targetPrefix === "string" ? [inputs.targetPrefix] : [],
      );
    expect(prefixes("logs").sort()).toEqual(
      [...delivered, `${TRAIL_PREFIX}/`, `${SESSION_PREFIX}/`].sort(),
    );
  });
});

describe("the table", () => {
  test("is the one place that reads the posture's days", () => {
    const days =
      /settings\.(logRetentionDays|backupRetentionDays|noncurrentVersionDays|objectLockDays|kmsDeletionWindowDays|secretRecoveryDays|finalSnapshot|replicateToSecondRegion)/;
    const readers = readdirSync("components", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .filter((file) => days.test(readFileSync(join("components", file), "utf8")));
    expect(readers.sort()).toEqual([
      // Refuses an environment that lacks the second region that its posture copies to.
      "config/check-environment.ts",
      "config/recovery.ts",
      "config/retention/table.ts",
    ]);
  });

  test(`${FILE} is fresh (else: npm run retention)`, async () => {
    const page = readFileSync(FILE, "utf8");
    const options = (await resolveConfig(FILE)) ?? {};
    expect(page).toBe(await format(writtenPage(page, "."), { ...options, parser: "markdown" }));
  });
});
