import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { size } from "../../../lib/size";
import { makeBackup } from "../../recovery/back-up";
import type { Backup } from "../../recovery/catalog";
import { type Context, gitCommit } from "../context";
import { during } from "../output";
import { withLock } from "../tracking/lock";
import { venvPython } from "../tracking/venv";
import { estateOf, recoveryPlaces } from "./estate";
import { backupRecipient } from "./keys";

/** Makes a backup of this machine's tracking; `start` runs the same. */
export async function backUp(context: Context): Promise<Backup> {
  const { report, paths, now } = context;
  const { store, storeLock } = recoveryPlaces(context);
  const estate = estateOf(context);
  return during(
    report,
    `back up ${estate.environment}`,
    async (step) => {
      const recipient = await backupRecipient(context);
      const onWait = (pid: number) => {
        step.update(`waiting for process ${pid}, which uses the backups`);
      };
      return withLock(
        storeLock,
        () =>
          makeBackup({
            estate,
            store,
            recipient,
            tools: toolsOf(paths.root, paths.venv),
            now,
            onProgress: (detail) => {
              step.update(detail);
            },
          }),
        { onWait },
      );
    },
    ({ id, manifest }) =>
      `${id}: ${manifest.files} files, ${size(manifest.plain_bytes)}, ${size(manifest.added_bytes)} of it new`,
  );
}

/** What made the data and the backup: whoever restores in a year wants the same versions. */
function toolsOf(root: string, venv: string): Record<string, string> {
  const mlflow = mlflowVersion(venv);
  return {
    node: process.version,
    towpath: gitCommit(root) ?? "unknown",
    ...(mlflow === undefined ? {} : { mlflow }),
  };
}

/** From the name of the package's folder: importing MLflow takes a second. */
function mlflowVersion(venv: string): string | undefined {
  try {
    const script = "import sysconfig; print(sysconfig.get_path('purelib'))";
    const lib = execFileSync(venvPython(venv), ["-I", "-c", script], { encoding: "utf8" }).trim();
    const folder = readdirSync(join(lib)).find((name) => /^mlflow-[\d.]+\.dist-info$/.test(name));
    return folder?.slice("mlflow-".length, -".dist-info".length);
  } catch {
    return undefined;
  }
}
