import type { PlaceInputs } from "../access/placed-document";
import type { Backups } from "../data/backups";
import type { Buckets } from "../data/buckets";
import type { Caller } from "../foundation/caller";
import type { Keys } from "../foundation/keys";
import { lastPartOf, partitionOfRegion } from "./arn-parts";
import type { Compute } from "./compute";

/** What policies of people name. */
export interface NamedParts {
  readonly keys: Keys;
  readonly caller: Caller;
  readonly compute: Compute;
  readonly buckets: Buckets;
  readonly backups: Backups;
}

/** The parts of an environment, as policies of people name them. */
export function placeOf(
  { keys, caller, compute, buckets, backups }: NamedParts,
  { environment, region }: { readonly environment: string; readonly region: string },
): PlaceInputs {
  return {
    partition: partitionOfRegion(region),
    region,
    account: caller.accountId,
    environment,
    cluster: compute.cluster.clusterName,
    "artifacts-bucket": buckets.artifacts.bucketName,
    "datasets-bucket": buckets.datasets.bucketName,
    "data-key": lastPartOf(keys.arns.data),
    "secrets-key": lastPartOf(keys.arns.secrets),
    vault: backups.vaultName,
    // Without people nothing names it.
    "restore-role": backups.restoreRoleName ?? "",
  };
}
