/** The surface that answers for what no other surface covers. */
export const REST = "platform";

/** The component around everything. */
export const PLATFORM = "towpath:platform:Platform";

/** A served model; its surface is its own. */
const MODEL_SERVICE = "towpath:serving:ModelService";

/** Component → the surface of stacks/ownership.yaml that everything inside it is part of. */
const SURFACES: Readonly<Record<string, string>> = {
  [PLATFORM]: REST,
  "towpath:platform:TrackingOnAws": "experiment-tracking",
  "towpath:platform:TrackingInCluster": "experiment-tracking",
  "towpath:tracking:Mlflow": "experiment-tracking",
  "towpath:data:Buckets": "artifact-bucket-policy",
  "towpath:data:ObjectStore": "artifact-bucket-policy",
  "towpath:data:Backups": "restore-from-backup",
  "towpath:platform:ModelServing": "serving-standard",
};

/** The surface of a model's endpoint. */
export function endpointOf(service: string): string {
  return `${service}-endpoint`;
}

/** The surface that a component stands for; undefined where it is a part of another's. */
export function surfaceOf({ type, name }: { type: string; name: string }): string | undefined {
  return type === MODEL_SERVICE ? endpointOf(name) : SURFACES[type];
}

/** What a person calls a resource of this type. */
export type Kind = "component" | "bucket" | "secret" | "alert" | "resource";

const KINDS: Readonly<Record<string, Kind>> = {
  "aws:s3/bucket:Bucket": "bucket",
  "aws:secretsmanager/secret:Secret": "secret",
  "kubernetes:core/v1:Secret": "secret",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "alert",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": "alert",
  "kubernetes:monitoring.coreos.com/v1:PrometheusRule": "alert",
};

export function kindOf(type: string): Kind {
  return KINDS[type] ?? (type.startsWith("towpath:") ? "component" : "resource");
}
