import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PreviewReport } from "../apps/cli/preview/report";
import { shortType } from "../apps/cli/preview/urn";
import { CHECKOUT, preview } from "./preview-run";

/* docs/architecture.md and its picture say what the program declares today. */

const folder = mkdtempSync(join(tmpdir(), "towpath-architecture-"));
const page = readFileSync("docs/architecture.md", "utf8");
const drawn = join(folder, "prod.svg");
let plan: PreviewReport;

beforeAll(async () => {
  const { code, stdout, stderr } = await preview(CHECKOUT, "prod", "--json", "--picture", drawn);
  expect(code, stderr).toBe(0);
  plan = JSON.parse(stdout) as PreviewReport;
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("docs/architecture.md", () => {
  it("shows the picture of today's program", () => {
    const shown = readFileSync("docs/images/architecture.svg", "utf8");
    // Not the texts themselves: a difference of a hundred kilobytes helps nobody.
    const same = shown === readFileSync(drawn, "utf8");
    expect(same, "the program has changed: run `npm run architecture` and commit it").toBe(true);
  });

  it("names every part that the picture draws, with the file that declares it", () => {
    const files = new Map(
      [...page.matchAll(/^\| `(\w+)` +\| `([^`]+)` +\|/gm)].map(([, type = "", file = ""]) => [
        type,
        file,
      ]),
    );
    for (const [type, file] of files) {
      expect(readFileSync(file, "utf8"), file).toContain(`class ${type} extends`);
    }
    const svg = readFileSync(drawn, "utf8");
    const subtitles = [...svg.matchAll(/<text class="subtitle"[^>]*>([A-Z]\w+)<\/text>/g)];
    expect(subtitles.length).toBeGreaterThanOrEqual(6);
    for (const [, subtitle = ""] of subtitles) expect([...files.keys()]).toContain(subtitle);
    const declared = new Set(plan.resources.map(({ type }) => shortType(type)));
    for (const type of files.keys()) expect([...declared]).toContain(type);
  });
});
