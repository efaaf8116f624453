import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PreviewReport } from "../../apps/cli/preview/report";
import { preview } from "../preview-run";
import { Copy, findCli, type Spoken, type Verdict } from "./engine";

const cli = findCli() ?? "";
const why = cli === "" ? " (skipped: no pulumi on PATH)" : "";

/** Mistakes that a person could make in a component: file, what is there, what they make of it. */
const MISTAKES: readonly (readonly [string, string, string])[] = [];

describe.skipIf(cli === "")(`the pack under Pulumi's engine, providers simulated${why}`, () => {
  const copy = new Copy();
  beforeAll(async () => {
    await copy.make();
    const made = await copy.run(cli, ["stack", "init", "prod"]);
    if (made.code !== 0) throw new Error(made.output);
  });
  afterAll(() => {
    copy.close();
  });

  test("prod as shipped breaks no rule", async () => {
    const ran = await copy.preview(cli, "prod");
    expect(ran.output).toContain("towpath@v");
    expect(ran.code, ran.output).toBe(0);
    expect(decided(ran.verdicts)).toEqual(await previewed(copy.root));
  });

  test("mistakes in components get the same verdicts as in towpath preview", async () => {
    for (const [file, there, mistake] of MISTAKES) {
      const text = readFileSync(join(copy.root, file), "utf8");
      expect(text, file).toContain(there);
      writeFileSync(join(copy.root, file), text.replace(there, mistake));
    }
    const ran = await copy.preview(cli, "prod");
    const expected = await previewed(copy.root);
    expect(expected.length).toBeGreaterThanOrEqual(MISTAKES.length);
    expect(decided(ran.verdicts)).toEqual(expected);
    expect(ran.code).not.toBe(0);
  });
});

/** What `towpath preview` says of the same files. */
async function previewed(root: string): Promise<string[]> {
  const ran = await preview(root, "prod", "--json");
  const report = JSON.parse(ran.stdout) as PreviewReport;
  return report.violations.map((one) => line(one)).sort();
}

/** What can be told before a deployment, which depends on what providers answer, is left out. */
function decided(verdicts: readonly Spoken[]): string[] {
  return verdicts
    .filter(({ message }) => !/can't run policy .* during preview/.test(message))
    .map((one) => line(one))
    .sort();
}

function line({ policy, urn, enforcement }: Verdict): string {
  return `${enforcement} ${policy} ${urn}`;
}
