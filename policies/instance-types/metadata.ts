import { isSet, known } from "../engine/known";
import type { Subject } from "../engine/subject";
import {
  INSTANCE,
  type InstanceProps,
  LAUNCH_CONFIGURATION,
  LAUNCH_TEMPLATE,
  SPOT_REQUEST,
} from "../reading/machines";

/** What says how an instance gives its metadata. */
export const WITH_METADATA = [
  LAUNCH_TEMPLATE,
  LAUNCH_CONFIGURATION,
  INSTANCE,
  SPOT_REQUEST,
] as const;

/**
 * Does a resource decide how metadata is given? Not where there is none, and not where an instance
 * leaves it to its launch template, which is judged itself.
 */
export function decidesMetadata({ type, props }: Subject<InstanceProps>): boolean {
  if (known(() => props.metadataOptions?.httpEndpoint) === "disabled") return false;
  return (
    type === LAUNCH_TEMPLATE || isSet(props, "metadataOptions") || !isSet(props, "launchTemplate")
  );
}
