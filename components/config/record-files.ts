import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serviceNames } from "./load";

/** A file of promotion records, as it was reviewed. */
export interface RecordFile {
  /** `support-triage.yaml` */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The promotion records of all services, for backups: stacks/services/*.yaml, byte for byte. */
export function readRecordFiles(root: string): RecordFile[] {
  return serviceNames(root).map((name) => ({
    path: `${name}.yaml`,
    bytes: readFileSync(join(root, "stacks/services", `${name}.yaml`)),
  }));
}
