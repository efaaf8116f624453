"use strict";
/*
 * As many resources as bench/preview/fixture.ts declares, six a service: a key, its alias, a bucket
 * with versions, its policy, a role and its policy. Synthesised as `cdk synth` does, without the
 * time of the cdk command line itself.
 */
const { App, Stack } = require("aws-cdk-lib");
const { Key } = require("aws-cdk-lib/aws-kms");
const { Bucket } = require("aws-cdk-lib/aws-s3");
const { AccountRootPrincipal, Role } = require("aws-cdk-lib/aws-iam");

const services = Number(process.argv[2]);
// CloudFormation takes 500 resources a stack.
const PER_STACK = 80;
const app = new App({ outdir: process.argv[3], analyticsReporting: false });
let stack;
for (let index = 0; index < services; index++) {
  if (index % PER_STACK === 0) stack = new Stack(app, `bench-${index / PER_STACK}`);
  const name = `service-${index}`;
  const key = new Key(stack, `${name}-key`, { enableKeyRotation: true });
  key.addAlias(`alias/${name}`);
  const bucket = new Bucket(stack, `${name}-bucket`, { versioned: true, enforceSSL: true });
  const role = new Role(stack, `${name}-role`, { assumedBy: new AccountRootPrincipal() });
  bucket.grantRead(role);
}
const assembly = app.synth();
const resources = assembly.stacks.reduce(
  (sum, one) => sum + Object.keys(one.template.Resources).length,
  0,
);
process.stdout.write(String(resources));
