import type { Properties } from "../engine/subject";
import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { loggingSessionLogs } from "./session-logs";

const DOCUMENT = "aws:ssm/document:Document";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const attachment = (policy: string): Given => ({
  type: ATTACHMENT,
  name: "attached",
  props: { policyArn: `arn:aws:iam::aws:policy/${policy}` },
});
const sessions = attachment("AmazonSSMManagedInstanceCore");
const group: Given = { type: "aws:cloudwatch/logGroup:LogGroup", name: "group" };
const bucket: Given = { type: "aws:s3/bucket:Bucket", name: "bucket" };
const good = {
  cloudWatchEncryptionEnabled: true,
  cloudWatchStreamingEnabled: true,
  s3EncryptionEnabled: true,
};
const names = { cloudWatchLogGroupName: "sessions", s3BucketName: "logs" };
const written = (inputs: Properties): Given => ({
  type: DOCUMENT,
  name: "shell",
  props: { documentType: "Session", content: JSON.stringify({ inputs }) },
});
/** As the component declares it: the text is unknown, and the component says what it is made of. */
const declared = (session: Properties | undefined, from: readonly string[]) => ({
  given: [
    sessions,
    group,
    bucket,
    {
      type: "towpath:audit:SessionLogs",
      name: "logs",
      props: session === undefined ? {} : { session },
    },
    {
      type: DOCUMENT,
      name: "shell",
      parent: "logs",
      props: { documentType: "Session", content: UNKNOWN_VALUE },
      from: { content: from },
    },
  ] as const,
  at: [`${DOCUMENT} shell`],
});
const text = (inputs: Properties) => ({
  given: [sessions, written(inputs)] as const,
  at: [`${DOCUMENT} shell`],
});

ruleCases(loggingSessionLogs, {
  compliant: {
    "a document made by the component": declared(good, ["group", "bucket"]),
    "a document written out": text({ ...good, ...names }),
    "one copy in dev": { ...declared(good, ["group"]), environment: "dev" },
    "a document of another kind": {
      given: { type: DOCUMENT, props: { documentType: "Command", content: "{}" } },
    },
    "a role that takes no sessions": { given: attachment("AmazonEKSWorkerNodeMinimalPolicy") },
  },
  violating: {
    "sessions that nobody writes down": {
      given: sessions,
      says: /no document of this stack writes them down\. Make one with the component SessionLogs/,
    },
    "a log group in the clear": {
      ...declared({ ...good, cloudWatchEncryptionEnabled: false }, ["group", "bucket"]),
      says: /log group in the clear/,
    },
    "a log at the end": {
      ...declared({ ...good, cloudWatchStreamingEnabled: false }, ["group", "bucket"]),
      says: /when they end/,
    },
    "no log group": { ...declared(good, ["bucket"]), says: /names no log group/ },
    "no second copy in prod": { ...declared(good, ["group"]), says: /no second copy/ },
    "a bucket in the clear": {
      ...text({ ...good, ...names, s3EncryptionEnabled: false }),
      says: /bucket in the clear/,
    },
    "a text without names": {
      ...text({ ...good, cloudWatchLogGroupName: "", s3BucketName: "logs" }),
      says: /names no log group/,
    },
  },
  undecided: {
    "a text that nobody tells of": declared(undefined, ["group", "bucket"]),
  },
});
