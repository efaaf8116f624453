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

const WARNS = { "towpath:posture": "dev" };
const STOPS = { "towpath:posture": "prod" };

/** What is remembered of the pack in an environment. */
const memory = (environment = "dev", config = WARNS) =>
  new PackMemory(compiled, environment, config);

it("remembers what a pack does until its code changes", () => {
  writeFileSync(compiled, "one");
  expect(memory().mends).toBeUndefined();
  memory().remember(false);
  expect(memory().mends).toBe(false);
  memory().remember(true);
  expect(memory().mends).toBe(true);
  writeFileSync(compiled, "two");
  expect(memory().mends).toBeUndefined();
});

it("remembers it for each environment, until that one's settings change", () => {
  writeFileSync(compiled, "three");
  memory().remember(true);
  memory("prod", STOPS).remember(false);
  expect(memory().mends).toBe(true);
  expect(memory("prod", STOPS).mends).toBe(false);
  expect(memory("dev", STOPS).mends).toBeUndefined();
});
