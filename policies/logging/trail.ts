import type * as aws from "@pulumi/aws";
import type { PostureSettings } from "../../components/config/posture";
import { isSet } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import type { Inputs } from "../engine/subject";
import { dataEventsOf, hasManagementEvents } from "./event-selectors";

type TrailProps = Inputs<aws.cloudtrail.TrailArgs>;

export const TRAIL = "aws:cloudtrail/trail:Trail";
export const CLUSTER = "aws:eks/cluster:Cluster";

/** An account with a cluster in it has a trail; a stack of something else need not. */
export const loggingTrail = stackRule({
  id: "logging-trail",
  checks: ["LOG-2"],
  severity: "high",
  level: "posture",
  controls: ["CIS AWS 4.1", "CIS AWS 4.2", "CIS AWS 4.5", "CIS AWS 4.8", "CIS AWS 4.9"],
  description:
    "A trail records what is done in the account, in every region, encrypted, with digests, and with the data events of the posture.",
  why: "After an incident the first question is who did what, and only a trail that ran before can tell. One of a single region, or without digests, is passed by or changed afterwards.",
  remediation:
    "Leave `Trail` (components/audit/trail.ts) as it is. Where the organization's trail covers the account, say so: `audit: { trail: organization }` in the stack file.",
  check: (stack, report, { environment }) => {
    if (environment.kind !== "aws" || stack.ofType(CLUSTER).length === 0) return;
    const { posture, settings } = environment;
    if (environment.audit.trail === "own" && stack.ofType(TRAIL).length === 0) {
      report(
        stack.root,
        "nothing records what is done in the account; expected a trail. Make one with the component Trail, or name the organization's: audit.trail in the stack file.",
      );
    }
    stack.each<TrailProps>(TRAIL, (trail) => {
      for (const problem of [
        ...problemsOf(trail, stack),
        ...dataProblems(trail.props, settings.auditDataEvents, posture),
      ]) {
        report(trail, problem);
      }
    });
  },
});

function problemsOf(trail: StackResource<TrailProps>, stack: Stack): string[] {
  const { props } = trail;
  const problems: string[] = [];
  if (props.enableLogging === false) {
    problems.push("the trail is switched off. Remove enableLogging: false.");
  }
  if (props.isMultiRegionTrail !== true || props.includeGlobalServiceEvents === false) {
    problems.push(
      "the trail leaves out regions or global services, where roles are taken and the root user signs in. Set isMultiRegionTrail: true and includeGlobalServiceEvents: true.",
    );
  }
  if (props.enableLogFileValidation !== true) {
    problems.push(
      "the trail has no digests, so a change of it shows nowhere. Set enableLogFileValidation: true.",
    );
  }
  if (!isSet(props, "kmsKeyId")) {
    problems.push("the trail names no KMS key. Set kmsKeyId to the environment's key of logs.");
  }
  if (!hasManagementEvents(props)) {
    problems.push(
      "the trail leaves out management events; expected all of them, reads too. Select eventCategory Management, and nothing beside it.",
    );
  }
  const buckets = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
  if (!buckets.some((type) => stack.source(trail, "s3BucketName", type))) {
    problems.push(
      "s3BucketName comes from no bucket of this stack, so nobody here can say who changes the trail. Take the environment's bucket of logs.",
    );
  }
  return problems;
}

function dataProblems(
  props: TrailProps,
  wanted: PostureSettings["auditDataEvents"],
  posture: string,
): string[] {
  const found = dataEventsOf(props);
  const enough = { none: 0, writes: 1, all: 2 } as const;
  return enough[found] >= enough[wanted]
    ? []
    : [
        `of what is done to objects the trail has ${found}; posture ${posture} has ${wanted}. Add the data events of AWS::S3::Object.`,
      ];
}
