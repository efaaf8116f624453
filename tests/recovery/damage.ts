import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifestSchema, objectKey } from "../../apps/recovery/format";

/** Objects of the newest backup, the largest first. */
export function largestObjects(store: string): string[] {
  const newest = readdirSync(join(store, "manifests")).sort().at(-1) ?? "";
  const text = readFileSync(join(store, "manifests", newest), "utf8");
  const { objects } = manifestSchema.parse(JSON.parse(text));
  return [...objects]
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ name }) => join(store, objectKey(name)));
}

/** Takes all that is free on a disk, in one step, while somebody else writes there. */
export function fillUp(disk: string): void {
  for (let part = 0; part < 50; part++) {
    const { bavail, bsize } = statfsSync(disk);
    if (bavail * bsize < 64 * 1024) return;
    const bytes = Math.floor(bavail * bsize * (part % 2 === 0 ? 1 : 0.9));
    const file = join(disk, `somebody-else-${part}`);
    spawnSync("fallocate", ["-l", String(bytes), file], { stdio: "ignore" });
  }
}

/** Flips one bit in the middle of a file. */
export function flip(file: string): void {
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 4;
  writeFileSync(file, bytes);
}
