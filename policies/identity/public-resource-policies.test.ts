import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { publicResourcePolicies } from "./public-resource-policies";

const statement = (changes: object = {}) => ({
  Sid: "Anybody",
  Effect: "Allow",
  Principal: "*",
  Action: "*",
  Resource: "*",
  ...changes,
});
const document = (changes?: object) => ({
  Version: "2012-10-17",
  Statement: [statement(changes)],
});
const given = (type: string, policy: unknown, input = "policy"): Given => ({
  type: `aws:${type}`,
  props: { [input]: policy },
});
const QUEUE = "sqs/queuePolicy:QueuePolicy";
const on = (Condition: object) => given(QUEUE, document({ Condition }));
const open = (type: string, input?: string) => ({
  given: given(type, JSON.stringify(document()), input),
  says: /^Statement "Anybody" of \w+ allows its actions to everybody; expected named principals/,
});
const permission = (props: object) => ({
  type: "aws:lambda/permission:Permission",
  props: { action: "lambda:InvokeFunction", principal: "*", ...props },
});

ruleCases(publicResourcePolicies, {
  compliant: {
    "a named role": {
      given: given(
        "ecr/repositoryPolicy:RepositoryPolicy",
        document({ Principal: { AWS: "arn:aws:iam::111122223333:role/ci" } }),
      ),
    },
    "a role that a deployment makes": {
      given: given(QUEUE, document({ Principal: { AWS: UNKNOWN_VALUE } })),
    },
    "a Deny for everybody": { given: given(QUEUE, document({ Effect: "Deny" })) },
    "one topic": { given: on({ ArnEquals: { "aws:SourceArn": UNKNOWN_VALUE } }) },
    "one account": { given: on({ StringEquals: { "AWS:SourceOwner": "111122223333" } }) },
    "buckets of one account": {
      given: on({ ArnLike: { "aws:SourceArn": "arn:aws:s3:*:111122223333:*" } }),
    },
    "mounts of a file system": {
      given: given(
        "efs/fileSystemPolicy:FileSystemPolicy",
        document({ Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } } }),
      ),
    },
    "a secret without a policy": { given: { type: "aws:secretsmanager/secret:Secret" } },
    "a function that a service calls": {
      given: permission({ principal: "events.amazonaws.com" }),
    },
    "a function that one source calls": { given: permission({ sourceArn: UNKNOWN_VALUE }) },
    "a bucket, which has a rule of its own": {
      given: given("s3/bucketPolicy:BucketPolicy", document()),
    },
  },
  violating: {
    "a repository that everybody pulls": {
      given: given("ecr/repositoryPolicy:RepositoryPolicy", document()),
      says: /^Statement "Anybody" of policy allows/,
    },
    "a secret's policy as text": open("secretsmanager/secretPolicy:SecretPolicy"),
    "a policy in the secret itself": open("secretsmanager/secret:Secret"),
    "a policy in a queue": open("sqs/queue:Queue"),
    "a policy in a topic": open("sns/topic:Topic"),
    "a topic's policy": open("sns/topicPolicy:TopicPolicy"),
    "a vault": open("backup/vaultPolicy:VaultPolicy"),
    "a domain": open("opensearch/domain:Domain", "accessPolicies"),
    "everybody, in a map": {
      given: given(QUEUE, document({ Principal: { AWS: ["*"] } })),
      says: /everybody/,
    },
    "the roots of all accounts": {
      given: given(QUEUE, document({ Principal: { AWS: "arn:aws:iam::*:root" } })),
      says: /everybody/,
    },
    "everybody but somebody": {
      given: given(
        QUEUE,
        document({ Principal: undefined, NotPrincipal: { AWS: "111122223333" } }),
      ),
      says: /everybody/,
    },
    "a condition that asks for nothing": {
      given: on({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }),
      says: /everybody/,
    },
    "a condition that who sends nothing meets": {
      given: on({ StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } }),
      says: /everybody/,
    },
    "everybody outside of an account": {
      given: on({ StringNotEquals: { "aws:SourceAccount": "111122223333" } }),
      says: /everybody/,
    },
    "a condition about something else": {
      given: on({ Bool: { "aws:SecureTransport": "true" } }),
      says: /everybody/,
    },
    "mounts from anywhere": {
      given: given(
        "efs/fileSystemPolicy:FileSystemPolicy",
        document({ Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" } } }),
      ),
      says: /everybody/,
    },
    "a function that anybody calls": {
      given: permission({}),
      says: /^principal is \*, which is everybody; .*set sourceArn or sourceAccount/,
    },
    "a layer that anybody takes": {
      given: {
        type: "aws:lambda/layerVersionPermission:LayerVersionPermission",
        props: { principal: "*" },
      },
      says: /set organizationId/,
    },
  },
  undecided: {
    "a text that only a deployment knows": { given: given(QUEUE, UNKNOWN_VALUE) },
    "whether it allows": { given: given(QUEUE, document({ Effect: UNKNOWN_VALUE })) },
    "whom a permission is for": { given: permission({ principal: UNKNOWN_VALUE }) },
  },
});
