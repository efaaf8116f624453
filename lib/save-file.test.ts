import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { saveFile } from "./save-file";

const folder = mkdtempSync(join(tmpdir(), "towpath-save-"));

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("makes the folders, replaces what was there, and leaves nothing else behind", () => {
  const path = join(folder, "a", "b.yaml");
  saveFile(path, "old, and longer than what follows");
  saveFile(path, "new");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(readdirSync(join(folder, "a"))).toEqual(["b.yaml"]);
});

it("leaves the old file whole when the new one cannot take its place", () => {
  const path = join(folder, "taken");
  mkdirSync(join(path, "by a folder"), { recursive: true });
  expect(() => {
    saveFile(path, "text");
  }).toThrow();
  expect(readdirSync(path)).toEqual(["by a folder"]);
});
