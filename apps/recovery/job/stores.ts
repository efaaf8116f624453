import { ObjectStore } from "../../../lib/object-store/client";
import { folderReports, type ReportPlace, storedReports } from "../drill/report-place";
import { S3Store } from "../s3-store";
import { type BackupStore, FolderStore } from "../store";
import { storeEnv } from "./settings";

/**
 * The store of the backups, by its settings.
 * @param work where work folders of a store in S3 are made; one in a folder has them in itself
 */
export function backupStore(place: string, work: string, env: NodeJS.ProcessEnv): BackupStore {
  if (!place.startsWith("s3://")) return new FolderStore(place);
  return new S3Store(place, new ObjectStore({ env: storeEnv(env) }), { work });
}

/** Where reports of drills lie, by its settings. */
export function reportPlace(place: string, env: NodeJS.ProcessEnv): ReportPlace {
  if (!place.startsWith("s3://")) return folderReports(place);
  return storedReports(place, new ObjectStore({ env }));
}
