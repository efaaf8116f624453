import type * as aws from "@pulumi/aws";
import { isSet, known, UNKNOWN } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import type { Inputs, Properties } from "../engine/subject";

type DocumentProps = Inputs<aws.ssm.DocumentArgs>;

/** AWS's policy that lets a machine take sessions. */
const TAKES_SESSIONS = "/AmazonSSMManagedInstanceCore";

export const loggingSessionLogs = stackRule({
  id: "logging-session-logs",
  checks: ["LOG-2"],
  severity: "high",
  level: "posture",
  description: "What people type on nodes is written down, encrypted, while they type it.",
  why: "A shell on a node passes by every rule that the platform has. Who had one, and what they did there, only these logs tell; a log that comes at the end never comes from a node that is gone.",
  remediation:
    "Leave `SessionLogs` (components/audit/session-logs.ts) as it is, or take the right to sessions away from the role.",
  check: (stack, report, { environment }) => {
    const documents = stack
      .ofType<DocumentProps>("aws:ssm/document:Document")
      .filter(({ props }) => known(() => props.documentType) === "Session");
    stack.each<Inputs<aws.iam.RolePolicyAttachmentArgs>>(
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      (attachment) => {
        const policy = attachment.props.policyArn;
        if (typeof policy !== "string" || !policy.endsWith(TAKES_SESSIONS)) return;
        if (documents.length > 0) return;
        report(
          attachment,
          "the role takes sessions, and no document of this stack writes them down. Make one with the component SessionLogs.",
        );
      },
    );
    const copied = environment.settings.sessionLogCopies;
    for (const document of documents) {
      stack.decide(document, () => {
        for (const problem of problemsOf(document, stack, copied)) report(document, problem);
      });
    }
  },
});

function problemsOf(
  document: StackResource<DocumentProps>,
  stack: Stack,
  copied: boolean,
): string[] {
  const settings = settingsOf(document);
  const goesTo = (input: string, type: string) =>
    stack.source(document, "content", type) !== undefined || named(settings[input]);
  const problems: string[] = [];
  if (!goesTo("cloudWatchLogGroupName", "aws:cloudwatch/logGroup:LogGroup")) {
    problems.push(
      "the document names no log group. Set cloudWatchLogGroupName to one of this stack.",
    );
  }
  if (settings.cloudWatchEncryptionEnabled !== true) {
    problems.push(
      "sessions may go to a log group in the clear. Set cloudWatchEncryptionEnabled: true.",
    );
  }
  if (settings.cloudWatchStreamingEnabled !== true) {
    problems.push("sessions are written down when they end. Set cloudWatchStreamingEnabled: true.");
  }
  if (!copied) return problems;
  if (!goesTo("s3BucketName", "aws:s3/bucket:Bucket")) {
    problems.push(
      "sessions have no second copy, which the posture asks for. Set s3BucketName to the bucket of logs.",
    );
  } else if (settings.s3EncryptionEnabled !== true) {
    problems.push("sessions may go to a bucket in the clear. Set s3EncryptionEnabled: true.");
  }
  return problems;
}

function named(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/**
 * The document's `inputs`. Its text has names in it and is often unknown in a preview: then what its
 * component says of it is read, of which the text is made.
 * @throws UnknownValueError where neither says what is in it
 */
function settingsOf({ props, parent }: StackResource<DocumentProps>): Properties {
  const content = known(() => props.content);
  if (content === UNKNOWN && isSet(parent?.props, "session")) {
    return parent?.props.session as Properties;
  }
  const text = props.content ?? "{}";
  try {
    const document = JSON.parse(text) as { inputs?: Properties };
    return document.inputs ?? {};
  } catch {
    // YAML, or no document at all: nothing in it is taken for granted.
    return {};
  }
}
