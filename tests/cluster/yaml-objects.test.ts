import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { titleOf } from "./manifest";
import { objectsIn } from "./yaml-objects";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath-yaml-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const object = (kind: string, name: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;

test("objects come in the order of files and documents", () => {
  mkdirSync(join(folder, "02"));
  writeFileSync(join(folder, "02", "a.yaml"), `---\n${object("Secret", "b")}---\n`);
  writeFileSync(
    join(folder, "01.yml"),
    `${object("Namespace", "z")}---\n# nothing\n---\n${object("Secret", "a")}`,
  );
  writeFileSync(join(folder, "notes.txt"), "not: [yaml");
  expect(objectsIn(folder).map(titleOf)).toEqual(["Namespace z", "Secret a", "Secret b"]);
});

test("what is no object, or no YAML, is refused with its place", () => {
  writeFileSync(join(folder, "a.yaml"), `${object("Secret", "a")}---\nkind: Secret\n`);
  expect(() => objectsIn(folder)).toThrow("a.yaml, document 2: expected an object");
  writeFileSync(join(folder, "a.yaml"), "a: [");
  expect(() => objectsIn(folder)).toThrow(/^a\.yaml: .* at line 1/);
});
