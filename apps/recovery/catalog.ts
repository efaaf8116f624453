import { messageOf, RefusedError } from "../../lib/errors";
import { type BackupManifest, idOf, MANIFESTS, openManifest } from "./format";
import type { BackupStore } from "./store";

/** A backup in a store. */
export interface Backup {
  readonly id: string;
  readonly manifest: BackupManifest;
}

/** What a store has: the backups, oldest first, and the manifests that cannot be believed. */
export interface Catalog {
  readonly backups: readonly Backup[];
  readonly damaged: readonly { readonly id: string; readonly reason: string }[];
}

/** Reads every manifest. @param environment only its backups; default those of all */
export async function readCatalog(store: BackupStore, environment?: string): Promise<Catalog> {
  const backups: Backup[] = [];
  const damaged: { id: string; reason: string }[] = [];
  for (const key of [...(await store.list(MANIFESTS)).keys()].sort()) {
    const id = idOf(key);
    if (id === undefined) continue;
    try {
      const manifest = openManifest(id, await store.text(key));
      if (environment === undefined || manifest.environment === environment) {
        backups.push({ id, manifest });
      }
    } catch (error) {
      damaged.push({ id, reason: messageOf(error) });
    }
  }
  return { backups, damaged };
}

/** What makes a backup of an environment now, in its cluster. */
export const BACK_UP_IN_CLUSTER =
  "kubectl --namespace recovery create job --from=cronjob/backup backup-now";

/**
 * The newest backup whose moment is not after a time.
 * @throws RefusedError when there is none, or when a damaged manifest may be a newer one: an older
 *   backup is somebody's decision, never a silent choice
 * @param howToMake the command that makes the first one; default on this machine
 */
export function newestAt(
  store: BackupStore,
  catalog: Catalog,
  at: Date,
  howToMake = "npx towpath backup",
): Backup {
  const fits = ({ manifest }: Backup) => Date.parse(manifest.consistent_at) <= at.getTime();
  const found = catalog.backups.filter(fits).at(-1);
  const newer = catalog.damaged.find(({ id }) => id > (found?.id ?? "") && momentOf(id) <= at);
  if (newer !== undefined) {
    throw new RefusedError(`${store.place}: ${newer.reason}`, {
      hint: olderHint(catalog, newer.id),
    });
  }
  if (found !== undefined) return found;
  const first = catalog.backups[0]?.manifest.consistent_at;
  throw new RefusedError(
    `${store.place}: found no backup ${first === undefined ? "" : `from before ${at.toISOString()}`}`.trim() +
      (first === undefined ? "; expected one" : `; the oldest is of ${first}`),
    {
      hint: first === undefined ? `Make one: ${howToMake}` : `Ask for a later one: --at ${first}`,
    },
  );
}

/** What to say when a backup cannot be used: which one comes before it. */
export function olderHint({ backups }: Catalog, id: string): string {
  const older = backups.filter((backup) => backup.id < id).at(-1)?.manifest.consistent_at;
  return older === undefined
    ? "No older backup is here: look for a copy of this one."
    : `Look for a copy of this one, or take the one before: --at ${older}`;
}

/** The moment in an id, `20261121T202800.123Z-…`. */
function momentOf(id: string): Date {
  const [, y, m, d, h, min, rest] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)([\d.]+Z)/.exec(id) ?? [];
  return new Date(`${y ?? ""}-${m ?? ""}-${d ?? ""}T${h ?? ""}:${min ?? ""}:${rest ?? ""}`);
}
