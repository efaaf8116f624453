import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import {
  databaseProblems,
  familyOf,
  PARAMETERS,
  POSTGRES_PORT,
  type PostgresMajor,
} from "./database-settings";
import { policyJson } from "../../lib/iam-policy";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { policyDocument } from "../workloads/policy-document";

export interface DatabaseArgs extends RetentionArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Subnets without a route to the internet, in at least two availability zones. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Name → security group that may connect; nothing else can. The names are plain: they decide which
   * rules exist.
   */
  readonly clients: Readonly<Record<string, pulumi.Input<string>>>;
  /** The key of storage, backups, insights and the master password. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** RDS instance class, e.g. `db.t4g.medium`. */
  readonly instanceClass: pulumi.Input<string>;
  /** GiB to start with, from 20. Plain. */
  readonly storageGib: number;
  /** GiB that the storage may grow to by itself. Plain. */
  readonly maxStorageGib: number;
  /**
   * PostgreSQL major version; the minor one is RDS's newest, updated by itself. Plain.
   * @default 17
   */
  readonly postgresMajor?: PostgresMajor;
  /** Days, 1 to 35, of automated backups and point-in-time restore. Plain. */
  readonly backupRetentionDays: number;
  /** Days that statistics about queries are kept; RDS takes 7 free of charge. Plain. */
  readonly queryStatisticsDays: number;
  /** A standby in a second availability zone; doubles the price. */
  readonly multiAz: boolean;
  /** RDS refuses to delete the instance until this is switched off. */
  readonly deletionProtection: boolean;
  /** A last snapshot before the instance is deleted. Plain. */
  readonly finalSnapshot: boolean;
  /**
   * The master user. Applications get users of their own. Plain.
   * @default towpath
   */
  readonly masterUsername?: string;
  /**
   * Days, 1 to 1000, after which RDS changes the master password. Plain.
   * @default 7 as RDS itself does
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
   */
  readonly passwordRotationDays?: number;
  /**
   * UTC window of the daily backup; must not overlap with maintenance.
   * @default 02:00-03:00
   */
  readonly backupWindow?: string;
  /**
   * UTC window of minor upgrades and patches.
   * @default sun:03:30-sun:04:30
   */
  readonly maintenanceWindow?: string;
  /** Tags of everything taggable here, snapshots included. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A private PostgreSQL on RDS: encrypted at rest and on the wire, reachable from named security
 * groups only, its master password known to nobody but Secrets Manager, which RDS rotates.
 */
export class Database extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:Database";

  /** Host name, without a port. */
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  /** RDS's name of the instance: what backup plans, alarms and drills refer to. */
  readonly identifier: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** The secret with the master user and password as JSON; RDS owns and rotates it. */
  readonly masterSecretArn: pulumi.Output<string>;
  /** Its private subnets: where restore tests put a second one. */
  readonly subnetGroupName: pulumi.Output<string>;
  /** The security group of the instance. */
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Database.__pulumiType, name, {}, opts);
    const problems = databaseProblems(args);
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);
    const own = { parent: this, ...retentionOptions(args) };
    const tags = { ...args.tags };
    const major = args.postgresMajor ?? 17;

    const subnets = new aws.rds.SubnetGroup(
      `${name}-subnets`,
      {
        description: "Private subnets of the platform's database",
        subnetIds: args.subnetIds,
        tags,
      },
      own,
    );
    const parameters = new aws.rds.ParameterGroup(
      `${name}-parameters`,
      {
        family: familyOf(major),
        description: "TLS only; connections, schema changes and slow statements logged",
        parameters: [...PARAMETERS],
        tags,
      },
      own,
    );
    const securityGroup = this.allowClients(name, args);
    const monitoring = this.monitoringRole(name, args);
    const instance = new aws.rds.Instance(
      name,
      {
        engine: "postgres",
        // The major version alone: RDS picks the newest minor one and keeps it so.
        engineVersion: String(major),
        autoMinorVersionUpgrade: true,
        allowMajorVersionUpgrade: false,
        // No bill for a major version past its end: the upgrade is then due, not optional.
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        instanceClass: args.instanceClass,
        storageType: "gp3",
        allocatedStorage: args.storageGib,
        maxAllocatedStorage: args.maxStorageGib,
        storageEncrypted: true,
        kmsKeyId: args.kmsKeyArn,
        dbSubnetGroupName: subnets.name,
        parameterGroupName: parameters.name,
        vpcSecurityGroupIds: [securityGroup.id],
        port: POSTGRES_PORT,
        publiclyAccessible: false,
        multiAz: args.multiAz,
        username: args.masterUsername ?? "towpath",
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: args.kmsKeyArn,
        iamDatabaseAuthenticationEnabled: true,
        backupRetentionPeriod: args.backupRetentionDays,
        backupWindow: args.backupWindow ?? "02:00-03:00",
        maintenanceWindow: args.maintenanceWindow ?? "sun:03:30-sun:04:30",
        copyTagsToSnapshot: true,
        deleteAutomatedBackups: !args.finalSnapshot,
        deletionProtection: args.deletionProtection,
        ...this.finalSnapshot(name, args),
        enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: args.kmsKeyArn,
        performanceInsightsRetentionPeriod: args.queryStatisticsDays,
        // Seconds.
        monitoringInterval: 60,
        monitoringRoleArn: monitoring.arn,
        tags,
      },
      own,
    );

    this.host = instance.address;
    this.port = instance.port;
    this.identifier = instance.identifier;
    this.arn = instance.arn;
    this.masterSecretArn = instance.masterUserSecrets.apply(([secret]) => secret?.secretArn ?? "");
    this.subnetGroupName = subnets.name;
    this.securityGroupId = securityGroup.id;
    new aws.secretsmanager.SecretRotation(
      `${name}-password-rotation`,
      {
        secretId: this.masterSecretArn,
        // RDS has just generated it, and rotates without a Lambda function of ours:
        // https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_managed.html
        rotateImmediately: false,
        rotationRules: { automaticallyAfterDays: args.passwordRotationDays ?? 7 },
      },
      own,
    );
    this.registerOutputs({
      host: this.host,
      port: this.port,
      identifier: this.identifier,
      arn: this.arn,
      masterSecretArn: this.masterSecretArn,
      subnetGroupName: this.subnetGroupName,
      securityGroupId: this.securityGroupId,
    });
  }

  /** A group that lets in the clients and starts no connection itself. */
  private allowClients(name: string, args: DatabaseArgs): aws.ec2.SecurityGroup {
    const own = { parent: this, ...retentionOptions(args) };
    const group = new aws.ec2.SecurityGroup(
      `${name}-access`,
      {
        description: "PostgreSQL, from the platform's named clients only",
        vpcId: args.vpcId,
        revokeRulesOnDelete: true,
        tags: { ...args.tags },
      },
      own,
    );
    for (const client of Object.keys(args.clients).sort()) {
      const source = args.clients[client];
      if (source === undefined) continue;
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-from-${client}`,
        {
          securityGroupId: group.id,
          description: `PostgreSQL from ${client}`,
          referencedSecurityGroupId: source,
          ipProtocol: "tcp",
          fromPort: POSTGRES_PORT,
          toPort: POSTGRES_PORT,
          tags: { ...args.tags },
        },
        own,
      );
    }
    return group;
  }

  /** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html */
  private monitoringRole(name: string, args: DatabaseArgs): aws.iam.Role {
    const own = { parent: this, ...retentionOptions(args) };
    const role = new aws.iam.Role(
      `${name}-monitoring`,
      {
        description: "Sends the database host's metrics to CloudWatch",
        assumeRolePolicy: policyDocument({}, () => MONITORING_TRUST),
        tags: { ...args.tags },
      },
      own,
    );
    new aws.iam.RolePolicyAttachment(
      `${name}-monitoring-policy`,
      {
        role: role.name,
        policyArn: aws.iam.ManagedPolicy.AmazonRDSEnhancedMonitoringRole,
      },
      own,
    );
    return role;
  }

  /**
   * A name that no earlier snapshot has: a second database of the same logical name, or its
   * replacement after a change that cannot be made in place, must not fail on the first one's.
   */
  private finalSnapshot(name: string, args: DatabaseArgs) {
    if (!args.finalSnapshot) return { skipFinalSnapshot: true };
    const suffix = new random.RandomId(
      `${name}-final-snapshot`,
      {
        byteLength: 4,
        prefix: `${name}-final-`,
        keepers: { kmsKeyArn: args.kmsKeyArn, username: args.masterUsername ?? "towpath" },
      },
      { parent: this, ...retentionOptions(args) },
    );
    return { skipFinalSnapshot: false, finalSnapshotIdentifier: suffix.hex };
  }
}

const MONITORING_TRUST = policyJson([
  {
    Sid: "AllowRdsToMonitor",
    Effect: "Allow",
    Principal: { Service: "monitoring.rds.amazonaws.com" },
    Action: "sts:AssumeRole",
  },
]);
