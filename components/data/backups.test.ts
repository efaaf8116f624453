import * as aws from "@pulumi/aws";
import { describe, expect, it } from "vitest";
import { backupCare } from "../config/recovery";
import { settingsOf } from "../config/posture";
import { Backups, type BackupsArgs } from "./backups";
import { type Answers, counts, only, register, type Registered } from "./testing";

const PLAN = "aws:backup/plan:Plan";
const SELECTION = "aws:backup/selection:Selection";
const ANSWERS: Answers = {
  "aws:backup/vault:Vault": (name) => ({
    name: `${name}-x`,
    arn: `arn:aws:backup:eu-west-1:111122223333:backup-vault:${name}-x`,
  }),
  "aws:kms/key:Key": (name) => ({ arn: `arn:aws:kms:us-west-2:111122223333:key/${name}` }),
  "aws:iam/role:Role": (name) => ({ name, arn: `arn:aws:iam::111122223333:role/${name}` }),
};
const ARGS: BackupsArgs = {
  environment: "staging",
  care: backupCare(settingsOf("staging")),
  kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/backups",
  accountId: "111122223333",
  kmsDeletionWindowDays: 14,
  databaseSubnetGroup: "private",
  protect: true,
  tags: { "towpath:owner": "platform" },
};

const make = (change: Partial<BackupsArgs> = {}, preview = false) =>
  register(() => new Backups("backups", { ...ARGS, ...change }), { answers: ANSWERS, preview });

/** As prod is: copied to a second region. */
const makeCopied = (preview = false) =>
  register(
    () => {
      const secondRegion = new aws.Provider("second", { region: "us-west-2" });
      new Backups("backups", { ...ARGS, care: backupCare(settingsOf("prod")), secondRegion });
    },
    { answers: ANSWERS, preview },
  );

const selections = (all: readonly Registered[]) => all.filter(({ type }) => type === SELECTION);

describe("Backups", () => {
  it("makes a locked vault with the platform's key, and never in compliance mode", async () => {
    const all = await make();
    expect(only(all, "aws:backup/vault:Vault")).toMatchObject({
      parent: "towpath:data:BackupVault backups-vault",
      protect: true,
      inputs: { kmsKeyArn: ARGS.kmsKeyArn, forceDestroy: false, tags: ARGS.tags },
    });
    expect(only(all, "aws:backup/vaultLockConfiguration:VaultLockConfiguration").inputs).toEqual({
      backupVaultName: "backups-vault-x",
      minRetentionDays: 14,
    });
  });

  it("backs up by tag, each class in its own plan, into the vault", async () => {
    const all = await make();
    expect(only(all, PLAN, "backups-internal-continuous").inputs).toEqual({
      rules: [
        {
          ruleName: "continuous",
          targetVaultName: "backups-vault-x",
          schedule: "cron(30 5 * * ? *)",
          enableContinuousBackup: true,
          lifecycle: { deleteAfter: 14 },
        },
        {
          ruleName: "archive",
          targetVaultName: "backups-vault-x",
          schedule: "cron(30 6 1 * ? *)",
          enableContinuousBackup: false,
          lifecycle: { deleteAfter: 93 },
        },
      ],
      tags: ARGS.tags,
    });
    const selection = only(all, SELECTION, "backups-internal-continuous-selection");
    expect(selection.inputs).toEqual({
      planId: "backups-internal-continuous-id",
      iamRoleArn: "arn:aws:iam::111122223333:role/backups-role",
      resources: ["arn:aws:s3:::*"],
      conditions: [
        {
          stringEquals: [
            { key: "aws:ResourceTag/towpath:environment", value: "staging" },
            { key: "aws:ResourceTag/towpath:data-class", value: "internal" },
          ],
        },
      ],
    });
    expect(selections(all)).toHaveLength(4);
  });

  it("lets a selection run only once the role may read what it backs up", async () => {
    for (const { dependencies } of selections(await make())) {
      expect(dependencies).toEqual(
        expect.arrayContaining([
          "aws:iam/rolePolicyAttachment:RolePolicyAttachment backups-role-policy",
          "aws:iam/rolePolicyAttachment:RolePolicyAttachment backups-role-s3-policy",
        ]),
      );
    }
  });

  it("reads with one role and restores with another, AWS Backup's alone", async () => {
    const all = await make();
    const policies = (role: string) =>
      all
        .filter(({ type, inputs }) => type.includes("rolePolicyAttachment") && inputs.role === role)
        .map(({ inputs }) => String(inputs.policyArn).split("/").at(-1));
    expect(policies("backups-role")).toEqual([
      "AWSBackupServiceRolePolicyForBackup",
      "AWSBackupServiceRolePolicyForS3Backup",
    ]);
    expect(policies("backups-restore-tests-role")).toEqual([
      "AWSBackupServiceRolePolicyForRestores",
      "AWSBackupServiceRolePolicyForS3Restore",
    ]);
    expect(JSON.stringify(only(all, "aws:iam/role:Role", "backups-role").inputs)).toContain(
      "backup.amazonaws.com",
    );
  });

  it("restores the newest backup of databases and buckets every week", async () => {
    const all = await make({ environment: "staging-eu" });
    const plan = only(all, "aws:backup/restoreTestingPlan:RestoreTestingPlan");
    expect(plan.inputs).toMatchObject({
      // AWS takes letters, digits and underscores.
      name: "staging_eu_restore_tests",
      scheduleExpression: "cron(0 8 ? * SUN *)",
      recoveryPointSelection: {
        algorithm: "LATEST_WITHIN_WINDOW",
        includeVaults: ["arn:aws:backup:eu-west-1:111122223333:backup-vault:backups-vault-x"],
        selectionWindowDays: 7,
      },
    });
    const tests = all.filter(({ type }) => type.includes("restoreTestingSelection"));
    expect(
      tests.map(({ inputs }) => [inputs.protectedResourceType, inputs.restoreMetadataOverrides]),
    ).toEqual([
      ["RDS", { dbSubnetGroupName: "private" }],
      ["S3", undefined],
    ]);
    for (const { inputs } of tests) expect(inputs.name).toMatch(/^staging_eu_(rds|s3)$/);
  });

  it("tries no database where there is none", async () => {
    const { databaseSubnetGroup: _, ...without } = ARGS;
    const all = await register(() => new Backups("backups", without), { answers: ANSWERS });
    expect(counts(all)["aws:backup/restoreTestingSelection:RestoreTestingSelection"]).toBe(1);
  });

  it("is cheap and can be torn down where nothing is promised", async () => {
    const all = await make({ care: backupCare(settingsOf("dev")), protect: false });
    expect(only(all, "aws:backup/vault:Vault").inputs.forceDestroy).toBe(true);
    expect(all.some(({ type }) => /Lock|restoreTesting/.test(type))).toBe(false);
    expect(counts(all)[PLAN]).toBe(4);
  });

  it("copies every backup to a locked vault of the second region, with a key there", async () => {
    const all = await makeCopied();
    const there = all.filter(({ provider }) => provider.includes("::second::"));
    expect(there.map(({ type, name }) => `${type} ${name}`)).toEqual(
      expect.arrayContaining([
        "aws:backup/vault:Vault backups-copies",
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration backups-copies-lock",
        "aws:kms/key:Key backups-copies-key",
      ]),
    );
    for (const { inputs } of all.filter(({ type }) => type === PLAN)) {
      for (const rule of inputs.rules as { lifecycle: object; copyActions: object[] }[]) {
        expect(rule.copyActions).toEqual([
          {
            destinationVaultArn:
              "arn:aws:backup:eu-west-1:111122223333:backup-vault:backups-copies-x",
            lifecycle: rule.lifecycle,
          },
        ]);
      }
    }
  });

  it("protects what holds backups, and lets plans be replaced", async () => {
    for (const { type, name, protect } of await make()) {
      if (!type.startsWith("aws:")) continue;
      expect(protect ?? false, name).toBe(/vault/i.test(type));
    }
  });

  it("previews the same resources with what AWS decides unknown", async () => {
    expect(counts(await makeCopied(true))).toEqual(counts(await makeCopied()));
  });

  it("refuses what AWS would refuse, and copies to nowhere, both at once", async () => {
    const care = { ...backupCare(settingsOf("prod")), retentionDays: 90 };
    await expect(make({ care })).rejects.toThrow(
      /retentionDays: 90; expected 1 to 35 days[^]*secondRegion: none; care\.copied needs/,
    );
  });
});
