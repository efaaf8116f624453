import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { PackMemory } from "./pack-memory";

const folder = mkdtempSync(join(tmpdir(), "towpath-pack-"));
const compiled = join(folder, "policies.js");

afterAll(() => {
  rmSync(folder, { recursive: true });
});

it("remembers what a pack does until its code changes", () => {
  writeFileSync(compiled, "one");
  expect(new PackMemory(compiled).mends).toBeUndefined();
  new PackMemory(compiled).remember(false);
  expect(new PackMemory(compiled).mends).toBe(false);
  new PackMemory(compiled).remember(true);
  expect(new PackMemory(compiled).mends).toBe(true);
  writeFileSync(compiled, "two");
  expect(new PackMemory(compiled).mends).toBeUndefined();
});
