import { describe, expect, test } from "vitest";
import { IAM_LIMITS } from "../../components/access/iam-sizes";
import { LONGEST_PLACE } from "../../components/access/iam-place";
import { PLACE, PROMOTED } from "../../components/access/testing";
import { TRACKING_PREFIX } from "../../components/composed/artifact-folders";
import { bucketPolicy } from "../../components/data/bucket-policy";
import { keyPolicy } from "../../components/foundation/key-policy";
import { artifactsPrefixOf, datasetsPrefixOf, teamPolicy } from "../../components/jobs/team-policy";
import { artifactPolicy as servedPolicy } from "../../components/serving/artifact-policy";
import {
  artifactPolicy as trackedPolicy,
  masterSecretPolicy,
} from "../../components/tracking/identity-policies";
import { workloadBoundary } from "../../components/workloads/boundary-policy";
import { policyJson } from "../../lib/iam-policy";
import { account, BUCKET, type Context, KEY, WEB } from "./iam-requests";
import { allowed } from "./simulate";

/*
 * The roles of pods with their boundary, and with the policies of buckets and keys as the platform
 * writes them: what they need they have, and what is attached to them by hand adds nothing.
 */

const DATASETS = `arn:aws:s3:::${PLACE["datasets-bucket"]}`;
const SECRET = `arn:aws:secretsmanager:${PLACE.region}:${account}:secret:master-AbCdEf`;
const CLUSTER = `arn:aws:eks:${PLACE.region}:${account}:cluster/${PLACE.cluster}`;
const facts = {
  clusterArn: CLUSTER,
  writtenArns: [BUCKET],
  kmsKeyArn: KEY,
  regions: [PLACE.region],
};
const objects = workloadBoundary({ ...facts, readArns: [BUCKET, DATASETS] });
const tracking = workloadBoundary({ ...facts, readArns: [BUCKET], secretArn: SECRET });

const team = teamPolicy({
  datasetsArn: DATASETS,
  artifactsArn: BUCKET,
  kmsKeyArn: KEY,
  datasetsPrefix: datasetsPrefixOf("support-ml"),
  artifactsPrefix: artifactsPrefixOf("support-ml", TRACKING_PREFIX),
});
const server = trackedPolicy(
  { bucketArn: BUCKET, kmsKeyArn: KEY, prefix: TRACKING_PREFIX },
  "direct",
);
const migration = masterSecretPolicy(SECRET, KEY);
const service = servedPolicy([`s3://${PLACE["artifacts-bucket"]}/${PROMOTED}`], {
  kmsKeyArn: KEY,
  partition: "aws",
});

/** What a pod of the cluster brings with every call. */
const POD: Context = { ...WEB, "aws:PrincipalTag/eks-cluster-arn": CLUSTER };

const may = (
  call: string,
  resource: string,
  { policy, boundary, context = {} }: { policy: string; boundary?: string; context?: Context },
) =>
  allowed({
    principal: `arn:aws:sts::${account}:assumed-role/pods/session`,
    call,
    resource,
    account,
    context: { ...POD, ...context },
    policies: [policy],
    ...(boundary !== undefined && { boundary }),
    ...resourcePolicyOf(resource),
  });

function resourcePolicyOf(resource: string): { resourcePolicy?: unknown } {
  const place = { accountId: account, region: PLACE.region };
  if (resource === KEY) return { resourcePolicy: JSON.parse(keyPolicy("data", place)) as unknown };
  const bucketArn = [BUCKET, DATASETS].find((arn) => resource.startsWith(arn));
  if (bucketArn === undefined) return {};
  return { resourcePolicy: JSON.parse(bucketPolicy({ bucketArn, kmsKeyArn: KEY })) as unknown };
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

/** Every request that a policy is written for: each call on each resource, as its conditions want it. */
function requestsOf(policy: string): { call: string; resource: string; context: Context }[] {
  const { Statement: statements } = JSON.parse(policy) as { Statement: Statement[] };
  return statements.flatMap(({ Action, Resource, Condition = {} }) => {
    const context = Object.fromEntries(
      Object.values(Condition)
        .flatMap(Object.entries)
        .map(([key, wanted]) => [
          key,
          ([wanted].flat()[0] as string).replace(".*.", `.${PLACE.region}.`),
        ]),
    );
    return [Action]
      .flat()
      .flatMap((call) =>
        [Resource]
          .flat()
          .map((resource) => ({ call, resource: resource.replace(/\*$/, "file"), context })),
      );
  });
}

const ROLES = [
  ["a team's jobs", team, objects],
  ["a service", service, objects],
  ["MLflow", server, tracking],
  ["MLflow's migration", migration, tracking],
] as const;

describe.each(ROLES)("the role of %s", (_, policy, boundary) => {
  test("has all that its policy says, within its boundary", async () => {
    const requests = requestsOf(policy);
    expect(requests.length).toBeGreaterThanOrEqual(2);
    for (const { call, resource, context } of requests) {
      expect(await may(call, resource, { policy, boundary, context }), `${call} ${resource}`).toBe(
        true,
      );
    }
  });

  test("has nothing in a session that is of no pod of the cluster, or in another region", async () => {
    for (const { call, resource, context } of requestsOf(policy)) {
      for (const elsewhere of [
        { "aws:PrincipalTag/eks-cluster-arn": `${CLUSTER}-two` },
        { "aws:RequestedRegion": "eu-west-1" },
      ]) {
        const asked = { ...context, ...elsewhere };
        expect(await may(call, resource, { policy, boundary, context: asked })).toBe(false);
      }
    }
  });

  test.each([
    ["s3:DeleteObject", `${BUCKET}/${PROMOTED}/weights`],
    ["s3:DeleteObjectVersion", `${BUCKET}/${PROMOTED}/weights`],
    ["s3:PutObject", `${DATASETS}/teams/platform/data.csv`],
    ["s3:GetObject", "arn:aws:s3:::backups-1a2b3c4/teams/support-ml/data.csv"],
    ["s3:PutBucketPolicy", BUCKET],
    ["secretsmanager:GetSecretValue", SECRET.replace("master", "other")],
    ["kms:ScheduleKeyDeletion", KEY],
    ["iam:DeleteRolePermissionsBoundary", `arn:aws:iam::${account}:role/pods`],
    ["sts:AssumeRole", `arn:aws:iam::${account}:role/pods`],
  ])("gets no %s from a policy that is attached by hand", async (call, resource) => {
    const everything = policyJson([{ Sid: "All", Effect: "Allow", Action: "*", Resource: "*" }]);
    expect(await may(call, resource, { policy: everything, boundary })).toBe(false);
    // It is the boundary that says so; of a role to take on, its trust policy is asked as well.
    if (call !== "sts:AssumeRole") {
      expect(await may(call, resource, { policy: everything })).toBe(true);
    }
  });
});

test("boundaries fit in a managed policy, with long names and many regions", () => {
  const long = (name: string) => `arn:aws-us-gov:s3:::${name.padEnd(63, "b")}`;
  const place = LONGEST_PLACE;
  const text = workloadBoundary({
    clusterArn: `arn:aws-us-gov:eks:${place.region}:${account}:cluster/${place.cluster}`,
    // As many foreign buckets as twenty services could name.
    readArns: Array.from({ length: 22 }, (_, at) => long(`bucket-${at}-`)),
    writtenArns: [long("written")],
    kmsKeyArn: `arn:aws-us-gov:kms:${place.region}:${account}:key/${place["data-key"]}`,
    secretArn: `arn:aws-us-gov:secretsmanager:${place.region}:${account}:secret:${"s".repeat(100)}`,
    regions: Array.from({ length: 10 }, () => place.region),
  });
  expect(text.length).toBeLessThanOrEqual(IAM_LIMITS.managedPolicy);
});
