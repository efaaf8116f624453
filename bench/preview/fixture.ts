import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A project in a folder of its own, with this checkout's packages. */
export interface Fixture {
  readonly root: string;
  /** Writes another file. */
  write(path: string, text: string): void;
  remove(): void;
}

const STACK_FILE = `config:
  pulumi:disable-default-providers: ["*"]
  aws:region: eu-central-1
`;

/** Makes a project around a program's index.ts; further files by path. */
export function makeFixture(
  checkout: string,
  program: string,
  files: Readonly<Record<string, string>> = {},
): Fixture {
  const root = mkdtempSync(join(tmpdir(), "towpath-fixture-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  symlinkSync(join(checkout, "node_modules"), join(root, "node_modules"));
  write("Pulumi.yaml", "name: towpath\nruntime: nodejs\nmain: index.ts\n");
  write("package.json", '{ "name": "fixture", "version": "0.0.0", "private": true }\n');
  write("stacks/Pulumi.prod.yaml", STACK_FILE);
  write("stacks/Pulumi.dev.yaml", STACK_FILE);
  write("index.ts", program);
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    root,
    write,
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/**
 * A program of `services` components with six AWS resources each, as a platform's data layer has
 * them: a key, its alias, a bucket, its versioning, a role and its policy.
 */
export function awsProgram(services: number): string {
  return `import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";

const provider = new aws.Provider("aws", { region: "eu-central-1" });
const account = aws.getCallerIdentityOutput({}, { provider });

class Service extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;

  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super("towpath:bench:Service", name, {}, opts);
    const parent = { parent: this };
    const tags = { "towpath:service": name, "towpath:owner": "bench" };
    const key = new aws.kms.Key(\`\${name}-key\`, { enableKeyRotation: true, tags }, parent);
    new aws.kms.Alias(\`\${name}-alias\`, { name: \`alias/\${name}\`, targetKeyId: key.keyId }, parent);
    this.bucket = new aws.s3.Bucket(\`\${name}-bucket\`, { tags }, { ...parent, protect: true });
    new aws.s3.BucketVersioning(\`\${name}-versioning\`, {
      bucket: this.bucket.id,
      versioningConfiguration: { status: "Enabled" },
    }, parent);
    const role = new aws.iam.Role(\`\${name}-role\`, {
      assumeRolePolicy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [{
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: pulumi.interpolate\`arn:aws:iam::\${account.accountId}:root\` },
        }],
      }),
      tags,
    }, parent);
    new aws.iam.RolePolicy(\`\${name}-policy\`, {
      role: role.name,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: pulumi.interpolate\`\${this.bucket.arn}/*\` }],
      }),
    }, parent);
    this.registerOutputs({ bucket: this.bucket.id });
  }
}

const services = Array.from({ length: ${services} }, (_, index) =>
  new Service(\`service-\${index}\`, { providers: [provider] }),
);
export const buckets = services.map((service) => service.bucket.id);
`;
}
