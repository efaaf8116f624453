import { describe, expect, it } from "vitest";
import { Database, type DatabaseArgs } from "./database";
import { databaseProblems, POSTGRES_MAJORS, type DatabaseSettings } from "./database-settings";
import { isUnknown, only, register, type Answers } from "./testing";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/data";
const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1";
const ANSWERS: Answers = {
  "aws:rds/instance:Instance": (name) => ({
    address: `${name}.example.eu-west-1.rds.amazonaws.com`,
    identifier: `${name}-x`,
    arn: `arn:aws:rds:eu-west-1:111122223333:db:${name}-x`,
    masterUserSecrets: [{ secretArn: SECRET, kmsKeyId: KEY, secretStatus: "active" }],
  }),
  "aws:rds/subnetGroup:SubnetGroup": (name) => ({ name }),
  "aws:rds/parameterGroup:ParameterGroup": (name) => ({ name }),
  "aws:iam/role:Role": (name) => ({ name, arn: `arn:aws:iam::111122223333:role/${name}` }),
  "random:index/randomId:RandomId": (_, { prefix }) => ({ hex: `${String(prefix)}0a1b2c3d` }),
};
const ARGS: DatabaseArgs = {
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b"],
  clients: { cluster: "sg-cluster", bastion: "sg-bastion" },
  kmsKeyArn: KEY,
  instanceClass: "db.t4g.medium",
  storageGib: 20,
  maxStorageGib: 100,
  backupRetentionDays: 35,
  queryStatisticsDays: 7,
  multiAz: true,
  deletionProtection: true,
  finalSnapshot: true,
  protect: true,
  tags: { "towpath:owner": "platform" },
};

const make = (change: Partial<DatabaseArgs> = {}, preview = false) =>
  register(() => new Database("tracking", { ...ARGS, ...change }), { answers: ANSWERS, preview });

describe("Database", () => {
  it("registers the instance and exactly what it needs, under itself", async () => {
    const all = await make();
    expect(all.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "aws:ec2/securityGroup:SecurityGroup tracking-access",
      "aws:iam/role:Role tracking-monitoring",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment tracking-monitoring-policy",
      "aws:rds/instance:Instance tracking",
      "aws:rds/parameterGroup:ParameterGroup tracking-parameters",
      "aws:rds/subnetGroup:SubnetGroup tracking-subnets",
      "aws:secretsmanager/secretRotation:SecretRotation tracking-password-rotation",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule tracking-from-bastion",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule tracking-from-cluster",
      "random:index/randomId:RandomId tracking-final-snapshot",
      "towpath:data:Database tracking",
    ]);
    for (const { type, parent, protect } of all) {
      if (type.startsWith("towpath:")) continue;
      expect(parent).toBe("towpath:data:Database tracking");
      expect(protect).toBe(true);
    }
  });

  it("is private, encrypted, backed up and watched (RDS-1 to RDS-8)", async () => {
    const { inputs } = only(await make(), "aws:rds/instance:Instance");
    expect(inputs).toMatchObject({
      engine: "postgres",
      engineVersion: "17",
      autoMinorVersionUpgrade: true,
      storageEncrypted: true,
      kmsKeyId: KEY,
      publiclyAccessible: false,
      multiAz: true,
      iamDatabaseAuthenticationEnabled: true,
      backupRetentionPeriod: 35,
      copyTagsToSnapshot: true,
      deletionProtection: true,
      deleteAutomatedBackups: false,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "tracking-final-0a1b2c3d",
      enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: KEY,
      monitoringInterval: 60,
      vpcSecurityGroupIds: ["tracking-access-id"],
      tags: ARGS.tags,
    });
  });

  it("has its master password made, kept and rotated by RDS, never by the program", async () => {
    const all = await make({ passwordRotationDays: 30 });
    const { inputs } = only(all, "aws:rds/instance:Instance");
    expect(inputs).toMatchObject({ manageMasterUserPassword: true, masterUserSecretKmsKeyId: KEY });
    expect(Object.keys(inputs)).not.toContain("password");
    expect(only(all, "aws:secretsmanager/secretRotation:SecretRotation").inputs).toEqual({
      secretId: SECRET,
      rotateImmediately: false,
      rotationRules: { automaticallyAfterDays: 30 },
    });
  });

  it("takes TLS connections only", async () => {
    const { inputs } = only(await make(), "aws:rds/parameterGroup:ParameterGroup");
    expect(inputs.family).toBe("postgres17");
    expect(inputs.parameters).toContainEqual({
      name: "rds.force_ssl",
      value: "1",
      applyMethod: "immediate",
    });
  });

  it("lets in each named security group by a described rule, and no address", async () => {
    const rules = (await make()).filter(({ type }) => type.includes("IngressRule"));
    expect(rules.map(({ inputs }) => inputs)).toEqual(
      ["bastion", "cluster"].map((client) => ({
        securityGroupId: "tracking-access-id",
        description: `PostgreSQL from ${client}`,
        referencedSecurityGroupId: `sg-${client}`,
        ipProtocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        tags: ARGS.tags,
      })),
    );
  });

  it("leaves the snapshot out only where it was told to", async () => {
    const all = await make({ finalSnapshot: false, deletionProtection: false });
    const { inputs } = only(all, "aws:rds/instance:Instance");
    expect(inputs).toMatchObject({ skipFinalSnapshot: true, deletionProtection: false });
    expect(Object.keys(inputs)).not.toContain("finalSnapshotIdentifier");
    expect(all.some(({ type }) => type.startsWith("random:"))).toBe(false);
  });

  it.each(POSTGRES_MAJORS)("asks for PostgreSQL %d and its family", async (postgresMajor) => {
    const all = await make({ postgresMajor });
    expect(only(all, "aws:rds/instance:Instance").inputs.engineVersion).toBe(`${postgresMajor}`);
    expect(only(all, "aws:rds/parameterGroup:ParameterGroup").inputs.family).toBe(
      `postgres${postgresMajor}`,
    );
  });

  it("previews with what RDS will decide unknown", async () => {
    const all = await make({}, true);
    expect(all).toHaveLength(11);
    const rotation = only(all, "aws:secretsmanager/secretRotation:SecretRotation");
    expect(isUnknown(rotation.inputs.secretId)).toBe(true);
  });
});

describe("the settings of a database", () => {
  const GOOD: DatabaseSettings = ARGS;

  it("are fine as given above", () => {
    expect(databaseProblems(GOOD)).toEqual([]);
  });

  it.each<[string, Partial<DatabaseSettings>, RegExp]>([
    ["too little storage", { storageGib: 10 }, /^storageGib: 10; expected whole GiB from 20/],
    ["storage that cannot grow", { maxStorageGib: 10 }, /^maxStorageGib: 10 is below/],
    ["no backups", { backupRetentionDays: 0 }, /^backupRetentionDays: 0; expected 1 to 35/],
    ["more backups than RDS keeps", { backupRetentionDays: 36 }, /^backupRetentionDays: 36/],
    ["rotation never", { passwordRotationDays: 0 }, /^passwordRotationDays: 0; expected/],
    ["a reserved user", { masterUsername: "postgres" }, /^masterUsername: "postgres"; expected/],
    ["a user with a quote", { masterUsername: `a"b` }, /^masterUsername/],
    ["nobody to connect", { clients: {} }, /^clients: none/],
  ])("refuse %s", (_, change, message) => {
    expect(databaseProblems({ ...GOOD, ...change })).toEqual([
      expect.stringMatching(message) as unknown,
    ]);
  });
});
