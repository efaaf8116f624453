import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { type Rotation, ROTATION_TAG } from "../config/rotation";
import { secretPolicy } from "./secret-policy";

/** Where Secrets Manager keeps a secret for people. */
export interface VaultArgs extends RetentionArgs {
  /** What it is for, as Secrets Manager shows it. */
  readonly description: string;
  /** The key that Secrets Manager encrypts it with. */
  readonly kmsKeyArn: pulumi.Input<string>;
  /** Days, 0 or 7 to 30, in which a deleted secret can be brought back. Plain. */
  readonly recoveryDays: number;
  /** How people rotate it, as a tag: Secrets Manager does not. Plain. */
  readonly rotation: Rotation;
  /** Roles of stacks/access.yaml whose people may read it. Plain. */
  readonly readers: readonly string[];
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Keeps a value in Secrets Manager. @returns the secret's ARN, known once there is a value behind it */
export function vaultSecret(
  name: string,
  value: pulumi.Output<string>,
  vault: VaultArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const own = { parent, ...retentionOptions(vault) };
  const secret = new aws.secretsmanager.Secret(
    name,
    {
      description: vault.description,
      kmsKeyId: vault.kmsKeyArn,
      recoveryWindowInDays: vault.recoveryDays,
      tags: { ...vault.tags, [ROTATION_TAG]: vault.rotation },
    },
    own,
  );
  const version = new aws.secretsmanager.SecretVersion(
    `${name}-version`,
    { secretId: secret.id, secretString: value },
    own,
  );
  new aws.secretsmanager.SecretPolicy(
    `${name}-policy`,
    {
      secretArn: secret.arn,
      policy: secretPolicy({ readers: vault.readers }),
      blockPublicPolicy: true,
    },
    own,
  );
  return version.secretArn;
}
