import { describe, expect, it } from "vitest";
import type { Properties } from "../engine/subject";
import { contextOf, type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { dataEventsOf, hasManagementEvents } from "./event-selectors";
import { CLUSTER, loggingTrail, TRAIL } from "./trail";

const root: Given = { type: "pulumi:pulumi:Stack", name: "towpath-prod" };
const cluster: Given = { type: CLUSTER, name: "cluster" };
const bucket: Given = { type: "aws:s3/bucket:Bucket", name: "logs" };
const management = { fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] };
const data = (...more: object[]) => ({
  fieldSelectors: [
    { field: "eventCategory", equals: ["Data"] },
    { field: "resources.type", equals: ["AWS::S3::Object"] },
    { field: "resources.ARN", startsWiths: [UNKNOWN_VALUE] },
    ...more,
  ],
});
const writes = { field: "readOnly", equals: ["false"] };
const good = {
  isMultiRegionTrail: true,
  enableLogFileValidation: true,
  kmsKeyId: UNKNOWN_VALUE,
  s3BucketName: UNKNOWN_VALUE,
  advancedEventSelectors: [management, data()],
};
const account = (props: Properties = good, from: Given["from"] = { s3BucketName: ["logs"] }) => ({
  given: [root, cluster, bucket, { type: TRAIL, name: "trail", props, from }] as const,
  at: [`${TRAIL} trail`],
});
const { environment } = contextOf("prod");
if (environment.kind !== "aws") throw new Error("prod is on AWS");
const organization = {
  environment: { ...environment, audit: { trail: "organization" as const } },
};

ruleCases(loggingTrail, {
  compliant: {
    "a trail of every region and object": account(),
    "one that AWS selects for, where no data events are asked for": {
      ...account({ ...good, advancedEventSelectors: [] }),
      environment: "dev",
    },
    "the organization's trail": { given: [root, cluster], context: organization },
    "a stack without a cluster": { given: root },
  },
  violating: {
    "no trail": {
      given: [root, cluster],
      at: ["pulumi:pulumi:Stack towpath-prod"],
      says: /nothing records .* Make one with the component Trail/,
    },
    "a trail that is switched off": {
      ...account({ ...good, enableLogging: false }),
      says: /switched off/,
    },
    "one region": {
      ...account({ ...good, isMultiRegionTrail: false }),
      says: /leaves out regions/,
    },
    "no global services": {
      ...account({ ...good, includeGlobalServiceEvents: false }),
      says: /global services/,
    },
    "no digests": { ...account({ ...good, enableLogFileValidation: false }), says: /no digests/ },
    "no key": { ...account({ ...good, kmsKeyId: undefined }), says: /names no KMS key/ },
    "management events that are narrowed": {
      ...account({
        ...good,
        advancedEventSelectors: [
          { fieldSelectors: [...management.fieldSelectors, writes] },
          data(),
        ],
      }),
      says: /leaves out management events/,
    },
    "somebody else's bucket": { ...account(good, {}), says: /comes from no bucket of this stack/ },
    "writes only in prod": {
      ...account({ ...good, advancedEventSelectors: [management, data(writes)] }),
      says: /the trail has writes; posture prod has all/,
    },
    "no data events in staging": {
      ...account({ ...good, advancedEventSelectors: [management] }),
      environment: "staging",
      says: /the trail has none; posture staging has writes/,
    },
    "a trail of one's own that is no good beside the organization's": {
      ...account({ ...good, kmsKeyId: undefined }),
      context: organization,
      says: /names no KMS key/,
    },
  },
  undecided: {
    "what only a deployment knows": account({ ...good, isMultiRegionTrail: UNKNOWN_VALUE }),
  },
});

describe("event selectors of the older form", () => {
  it.each([
    [{}, true],
    [{ eventSelectors: [{ readWriteType: "WriteOnly" }] }, false],
    [{ eventSelectors: [{ includeManagementEvents: false }] }, false],
    [{ eventSelectors: [{ excludeManagementEventSources: ["kms.amazonaws.com"] }] }, false],
    [{ eventSelectors: [{}] }, true],
  ])("%j: all management events, %s", (props, expected) => {
    expect(hasManagementEvents(props)).toBe(expected);
  });

  const objects = [{ type: "AWS::S3::Object", values: ["arn:aws:s3:::b/"] }];
  it.each([
    [{}, "none"],
    [{ eventSelectors: [{ dataResources: objects }] }, "all"],
    [{ eventSelectors: [{ dataResources: objects, readWriteType: "WriteOnly" }] }, "writes"],
    [{ eventSelectors: [{ dataResources: objects, readWriteType: "ReadOnly" }] }, "none"],
    [
      { eventSelectors: [{ dataResources: [{ type: "AWS::Lambda::Function", values: [] }] }] },
      "none",
    ],
  ])("%j: of objects, %s", (props, expected) => {
    expect(dataEventsOf(props)).toBe(expected);
  });
});
