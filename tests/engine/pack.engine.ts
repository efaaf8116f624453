import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CANNOT_RUN } from "../../apps/cli/preview/diagnostic";
import type { PreviewReport } from "../../apps/cli/preview/report";
import { preview } from "../preview-run";
import { Copy, findCli, type Spoken, type Verdict } from "./engine";

const cli = findCli() ?? "";
const why = cli === "" ? " (skipped: no pulumi on PATH)" : "";

/** A date so many days from today. */
function day(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Mistakes that a person could make in a component: file, what is there, what they make of it. */
const MISTAKES: readonly (readonly [string, string, string])[] = [
  // Judged with its bucket.
  ["components/data/versioned-bucket.ts", 'status: "Enabled"', 'status: "Suspended"'],
  // Judged alone, and lifted for one pool by the exception below.
  ["components/nodes/node-pool.ts", "httpPutResponseHopLimit: 1", "httpPutResponseHopLimit: 2"],
  // The key itself takes text; the component around it says what the text will be.
  [
    "components/foundation/key-policy.ts",
    "AWS: `arn:aws:iam::${at.accountId}:root`",
    'AWS: [`arn:aws:iam::${at.accountId}:root`, "*"] as unknown as string',
  ],
  ["components/workloads/pod-security.ts", "runAsNonRoot: true", "runAsNonRoot: false"],
  [
    "policies/exceptions.yaml",
    "exceptions: []",
    `exceptions:
  - policy: instance-types-metadata-hops
    target: urn:pulumi:prod::*::nodes-system-template
    reason: An agent in a container of its own network reads the metadata, until it is replaced.
    owner: platform
    since: ${day(0)}
    expires: ${day(90)}`,
  ],
];

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
    expect(ran.verdicts.length, ran.output).toBeGreaterThan(0);
    expect(decided(ran.verdicts)).toEqual(expected);
    expect(expected.some((one) => one.includes(" exceptions-in-use "))).toBe(true);
    expect(ran.code).not.toBe(0);
  });
});

/** What `towpath preview` says of the same files. */
async function previewed(root: string): Promise<string[]> {
  const ran = await preview(root, "prod", "--json");
  const report = JSON.parse(ran.stdout) as Partial<PreviewReport>;
  if (report.violations === undefined) throw new Error(ran.stderr);
  // What an exception lifts is told by the rule on exceptions; the preview shows what was lifted.
  return report.violations
    .map((one) =>
      line(
        one.exempted === undefined
          ? one
          : { ...one, policy: "exceptions-in-use", enforcement: "advisory" },
      ),
    )
    .sort();
}

/** What can be told before a deployment, which depends on what providers answer, is left out. */
function decided(verdicts: readonly Spoken[]): string[] {
  return verdicts
    .filter(({ message }) => !CANNOT_RUN.test(message))
    .map((one) => line(one))
    .sort();
}

function line({ policy, urn, enforcement }: Verdict): string {
  return `${enforcement} ${policy} ${urn}`;
}
