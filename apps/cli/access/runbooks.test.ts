import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRunbooks } from "./runbooks";

describe("readRunbooks", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "towpath-runbooks-"))));
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it("has none without the folder", () => {
    expect(readRunbooks(root)).toEqual([]);
  });

  it("reads the owner of each page, and leaves out what is no runbook", () => {
    const folder = join(root, "docs/runbooks");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "README.md"), "Owner: platform\n");
    writeFileSync(join(folder, "notes.txt"), "Owner: platform\n");
    writeFileSync(join(folder, "slow.md"), "# Slow\n\nOwner: `support-ml`\n");
    writeFileSync(join(folder, "empty.md"), "# Empty\n\nIts Owner: is nobody.\n");
    expect(readRunbooks(root)).toEqual([
      { name: "empty", owner: undefined },
      { name: "slow", owner: "support-ml" },
    ]);
  });
});
