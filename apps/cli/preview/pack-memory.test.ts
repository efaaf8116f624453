import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { type JudgedStack, PackMemory } from "./pack-memory";

const folder = mkdtempSync(join(tmpdir(), "towpath-pack-"));
const compiled = join(folder, "policies.js");
const dev: JudgedStack = { name: "dev", config: { "towpath:posture": "dev" } };
const prod: JudgedStack = { name: "prod", config: { "towpath:posture": "prod" } };

const memory = (stack: JudgedStack = dev) => new PackMemory(compiled, stack);

beforeEach(() => {
  writeFileSync(compiled, "one");
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

it("remembers what a pack does until its code changes", () => {
  expect(memory().mends).toBeUndefined();
  memory().remember(false);
  expect(memory().mends).toBe(false);
  memory().remember(true);
  expect(memory().mends).toBe(true);
  writeFileSync(compiled, "two");
  expect(memory().mends).toBeUndefined();
});

it("remembers each stack for itself: what dev mends, prod stops", () => {
  memory(dev).remember(true);
  expect(memory(prod).mends).toBeUndefined();
  memory(prod).remember(false);
  expect([memory(dev).mends, memory(prod).mends]).toEqual([true, false]);
});

it("forgets a stack whose configuration changed: its posture may be another", () => {
  memory(prod).remember(false);
  expect(memory({ ...prod, config: { "towpath:posture": "dev" } }).mends).toBeUndefined();
  expect(memory(prod).mends).toBe(false);
});
