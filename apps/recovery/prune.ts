import { RefusedError } from "../../lib/errors";
import { type Backup, readCatalog } from "./catalog";
import { manifestKey, objectKey } from "./format";
import { keptBackups, type Retention } from "./retention";
import type { BackupStore } from "./store";

/** What pruning did, or would do. */
export interface Pruned {
  readonly kept: readonly { readonly id: string; readonly reasons: readonly string[] }[];
  readonly removed: readonly string[];
  /** Objects that no backup names any more. */
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Takes away the backups that the retention does not keep, and the objects that none of the others
 * names. Manifests go first: what is interrupted in between leaves objects too many, never too few.
 * The newest whole backup is never taken away.
 * @param dryRun only says what would go
 * @throws RefusedError when a manifest is damaged: what it names cannot be known
 */
export async function prune(
  store: BackupStore,
  environment: string,
  retention: Retention,
  dryRun = false,
): Promise<Pruned> {
  // All environments of the store: they share objects.
  const { backups: all, damaged } = await readCatalog(store);
  if (damaged.length > 0) {
    throw new RefusedError(
      `${store.place}: ${damaged.map(({ reason }) => reason).join("\n")}\nNothing was removed: what a damaged manifest names cannot be known`,
      { hint: "Bring the manifest back from a copy, or remove it by hand." },
    );
  }
  const there = await store.list("objects");
  const backups = all.filter(({ manifest }) => manifest.environment === environment);
  const dated = backups.map(({ id, manifest }) => ({ id, at: new Date(manifest.consistent_at) }));
  const reasons = keptBackups(dated, retention);
  const whole = backups.filter((backup) => isWhole(backup, there)).at(-1)?.id;
  if (whole !== undefined && !reasons.has(whole)) reasons.set(whole, ["newest whole one"]);
  const removed = backups.filter(({ id }) => !reasons.has(id)).map(({ id }) => id);

  const gone = new Set(removed);
  const needed = new Set(
    all
      .filter(({ id }) => !gone.has(id))
      .flatMap(({ manifest }) => [manifest.index, ...manifest.objects])
      .map(({ name }) => objectKey(name)),
  );
  const idle = [...there].filter(([key]) => !needed.has(key));
  if (!dryRun) {
    for (const id of removed) await store.remove(manifestKey(id));
    for (const [key] of idle) await store.remove(key);
  }
  return {
    kept: [...reasons].map(([id, why]) => ({ id, reasons: why })),
    removed,
    objects: idle.length,
    bytes: idle.reduce((sum, [, bytes]) => sum + bytes, 0),
  };
}

function isWhole({ manifest }: Backup, there: ReadonlyMap<string, number>): boolean {
  return [manifest.index, ...manifest.objects].every(
    ({ name, bytes }) => there.get(objectKey(name)) === bytes,
  );
}
