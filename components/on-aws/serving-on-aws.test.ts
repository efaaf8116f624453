import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { describe, expect, it } from "vitest";
import type { Compute } from "./compute";
import { gatewayOf } from "../composed/model-serving";
import type { AwsEnvironment } from "../config/environment";
import { loadEnvironment } from "../config/load";
import type { Keys } from "../foundation/keys";
import { servingOnAws } from "./serving-on-aws";
import { named, ofType, run } from "../testing";

const prod = loadEnvironment(process.cwd(), "prod") as AwsEnvironment;
const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/data";

/** The identity of a service that reads these artifacts. */
async function identity(artifacts: readonly string[]) {
  const done = await run(() => {
    const provider = new kubernetes.Provider("cluster", {});
    const cluster = servingOnAws({
      name: "prod",
      environment: prod,
      permissionsBoundary: pulumi.output("arn:aws:iam::111122223333:policy/boundary"),
      providers: { aws: new aws.Provider("aws", {}), random: new random.Provider("random") },
      // The part of both that is read.
      compute: {
        provider,
        ready: [],
        cluster: { clusterName: pulumi.output("c"), arn: pulumi.output("arn:cluster") },
      } as unknown as Compute,
      keys: { arns: { data: pulumi.output(KEY_ARN) } } as unknown as Keys,
    });
    return cluster.identity(
      {
        service: "triage",
        namespace: "serving",
        artifacts,
        labels: { "towpath.dev/owner": "support-ml" },
      },
      {},
    );
  }, {});
  return { all: done.all, identity: done.value };
}

describe("servingOnAws", () => {
  it("lends pods a role that reads the record's artifacts, and has them wait for it", async () => {
    const { all, identity: made } = await identity(["s3://models/triage/1"]);
    const policy = JSON.stringify(named(all, "triage-policy").inputs.policy);
    expect(policy).toContain('"arn:aws:s3:::models/triage/1/*"');
    expect(named(all, "triage-role").inputs.permissionsBoundary).toBe(
      "arn:aws:iam::111122223333:policy/boundary",
    );
    expect(policy).not.toMatch(/s3:\*|s3:Put|s3:List|s3:Delete/);
    expect(named(all, "triage-role").inputs.tags).toMatchObject({
      "towpath:owner": "support-ml",
      "towpath:service": "triage",
      "towpath:environment": "prod",
    });
    // Not the default provider, which every stack file switches off.
    expect(named(all, "triage-role").provider).toMatch(/::aws::/);
    expect(made.env).toEqual([{ name: "AWS_REGION", value: prod.region }]);
    expect(made.ready).toHaveLength(3);
  });

  it("gives a service that reads nothing an account without a role or a token", async () => {
    const { all, identity: made } = await identity([]);
    expect(ofType(all, "aws:iam/role:Role")).toEqual([]);
    expect(named(all, "triage-account").inputs).toMatchObject({
      metadata: { name: "triage", namespace: "serving" },
      automountServiceAccountToken: false,
    });
    expect(made.env).toEqual([]);
  });
});

describe("gatewayOf", () => {
  const internal = { "service.beta.kubernetes.io/aws-load-balancer-internal": "true" };

  it("is inside the cluster unless the stack file says otherwise", () => {
    expect(gatewayOf(prod.gateway, internal)).toEqual({});
  });

  it("puts the place's own load balancer in front, over TLS", () => {
    expect(gatewayOf({ certificate_secret: "tls", load_balancer: true }, internal)).toEqual({
      certificate: "tls",
      loadBalancer: internal,
    });
    expect(gatewayOf({ certificate_secret: "tls", load_balancer: false }, internal)).toEqual({
      certificate: "tls",
    });
  });
});
