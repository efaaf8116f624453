import type * as aws from "@pulumi/aws";
import type { PostureSettings } from "../../components/config/posture";
import type { Inputs } from "../engine/subject";

type TrailProps = Inputs<aws.cloudtrail.TrailArgs>;
type DataEvents = PostureSettings["auditDataEvents"];

const S3_OBJECT = "AWS::S3::Object";

/**
 * Does a trail have every management event? Without selectors it does:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 */
export function hasManagementEvents({
  advancedEventSelectors,
  eventSelectors,
}: TrailProps): boolean {
  if (advancedEventSelectors !== undefined && advancedEventSelectors.length > 0) {
    return advancedEventSelectors.some(
      ({ fieldSelectors }) =>
        fieldSelectors.length === 1 &&
        fieldSelectors[0]?.field === "eventCategory" &&
        fieldSelectors[0].equals?.[0] === "Management",
    );
  }
  if (eventSelectors === undefined || eventSelectors.length === 0) return true;
  return eventSelectors.some(
    ({ includeManagementEvents, readWriteType, excludeManagementEventSources }) =>
      includeManagementEvents !== false &&
      (readWriteType ?? "All") === "All" &&
      (excludeManagementEventSources ?? []).length === 0,
  );
}

/** The most that a trail has of what is done to objects of S3. */
export function dataEventsOf(props: TrailProps): DataEvents {
  const found = [...advanced(props), ...basic(props)];
  if (found.includes("all")) return "all";
  return found.includes("writes") ? "writes" : "none";
}

/** Which objects, is not read: their ARNs only a deployment knows. */
function advanced({ advancedEventSelectors = [] }: TrailProps): DataEvents[] {
  return advancedEventSelectors.map(({ fieldSelectors }) => {
    const of = (field: string) => fieldSelectors.find((one) => one.field === field);
    if (of("eventCategory")?.equals?.[0] !== "Data") return "none";
    if (of("resources.type")?.equals?.[0] !== S3_OBJECT) return "none";
    const readOnly = of("readOnly")?.equals;
    if (readOnly === undefined) return of("eventName") === undefined ? "all" : "none";
    return readOnly[0] === "false" ? "writes" : "none";
  });
}

function basic({ eventSelectors = [] }: TrailProps): DataEvents[] {
  return eventSelectors.map(({ dataResources = [], readWriteType = "All" }) => {
    if (!dataResources.some(({ type }) => type === S3_OBJECT)) return "none";
    if (readWriteType === "All") return "all";
    return readWriteType === "WriteOnly" ? "writes" : "none";
  });
}
