import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Every plain file below a folder, as paths with `/` relative to it, in order. Links are not followed. */
export function filesBelow(folder: string): string[] {
  const found: string[] = [];
  const walk = (inner: string) => {
    let entries;
    try {
      entries = readdirSync(join(folder, inner), { withFileTypes: true });
    } catch (error) {
      // A folder that went away while its parent was read.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    for (const entry of entries) {
      const path = inner === "" ? entry.name : `${inner}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) found.push(path);
    }
  };
  if (existsSync(folder)) walk("");
  return found.sort();
}
