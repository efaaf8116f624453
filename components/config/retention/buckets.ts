import type { BucketName } from "../environment-schema";
import type { BucketRetention } from "./table";
import { row, type RetentionRow } from "./row";

/** What lies in a bucket, and why it is kept. */
interface Content {
  readonly prefix: string;
  readonly why: string;
}

/** Where AWS's own records lie in the bucket of logs, and the artifacts in theirs. */
export interface PrefixFacts {
  /** A trail of one's own is delivered here. */
  readonly trail: boolean;
  /** What people typed on nodes is copied here. */
  readonly sessions: boolean;
}

const DATA_BUCKETS = ["datasets", "artifacts", "reports", "backups"] as const;

type DataBucket = (typeof DATA_BUCKETS)[number];

const CONTENTS: Readonly<Record<DataBucket, readonly Content[]>> = {
  datasets: [
    {
      prefix: "teams/",
      why: "what a team trains on: a model can be explained as long as its data is there",
    },
    { prefix: "", why: "data that teams share; the same" },
  ],
  artifacts: [
    {
      prefix: "mlflow/",
      why: "models and their evaluations: what a promotion record names is never deleted, the rest by towpath data",
    },
    { prefix: "", why: "nothing of the platform; as models" },
  ],
  reports: [
    {
      prefix: "drills/",
      why: "proof that restores were tried; the newest decides about promotions",
    },
    { prefix: "", why: "reports on models, for their yearly review" },
  ],
  backups: [{ prefix: "", why: "backups that Towpath writes; its own pruning says which stay" }],
};

/** The rows of every bucket of an environment on AWS, the second region's among them. */
export function bucketRows(
  retention: Readonly<Record<BucketName, BucketRetention>>,
  facts: PrefixFacts,
): RetentionRow[] {
  const copies = DATA_BUCKETS.filter((bucket) => retention[bucket].copied);
  return [
    ...DATA_BUCKETS.flatMap((bucket) => rowsOf(bucket, retention[bucket], CONTENTS[bucket])),
    ...rowsOf("logs", retention.logs, [...deliveries(facts), ...accessLogs(DATA_BUCKETS)]),
    ...copies.map((bucket) =>
      row({
        ...timesOf(retention[bucket]),
        ...{ kind: "bucket", place: `${bucket}-replica`, copied: false },
        why: "the copy in the second region; no deletion reaches it",
      }),
    ),
    ...(copies.length === 0
      ? []
      : rowsOf("replica-logs", retention.logs, accessLogs(copies, "-replica"))),
  ];
}

function rowsOf(
  place: string,
  times: BucketRetention,
  contents: readonly Content[],
): RetentionRow[] {
  return contents.map((content) => row({ ...timesOf(times), kind: "bucket", place, ...content }));
}

const timesOf = ({ keptDays, restorableDays, lockedDays, copied }: BucketRetention) => ({
  ...{ keptDays, restorableDays, lockedDays, copied },
});

function deliveries({ trail, sessions }: PrefixFacts): Content[] {
  return [
    ...(trail
      ? [{ prefix: "cloudtrail/", why: "who did what in the account: asked after an incident" }]
      : []),
    ...(sessions
      ? [{ prefix: "sessions/", why: "what people typed on nodes: asked after an incident" }]
      : []),
  ];
}

function accessLogs(buckets: readonly string[], suffix = ""): Content[] {
  return buckets.map((bucket) => ({
    prefix: `${bucket}/`,
    why: `who read and wrote ${bucket}${suffix === "" ? "" : " in the second region"}`,
  }));
}
