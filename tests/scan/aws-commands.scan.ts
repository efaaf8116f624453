import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { awsCommandsOf, judgeCommands, pagesBelow } from "./aws-commands";

const ROOT = join(__dirname, "..", "..");
const found = inject("checkov");
// botocore comes with checkov: AWS's own descriptions of its services, without an account.
const python = "path" in found ? join(dirname(found.path), "python") : "";

describe.skipIf(python === "")("the commands of AWS's CLI in docs/", () => {
  test("exist, with the options that they are given", () => {
    const commands = pagesBelow(ROOT, "docs").flatMap((page) =>
      awsCommandsOf(page, readFileSync(join(ROOT, page), "utf8")),
    );
    expect(commands.length).toBeGreaterThan(20);
    const problems = judgeCommands(python, commands).flatMap((problem, at) =>
      problem === null ? [] : [`${commands[at]?.place ?? ""}: ${problem}`],
    );
    expect(problems).toEqual([]);
  });

  test.each([
    ["aws rds restore-db-instance-to-some-time", "rds has no restore-db-instance-to-some-time"],
    ["aws rdz describe-db-instances", "no service rdz"],
    ["aws kms enable-key --key KEY", "kms enable-key has no --key"],
    ["aws rds wait db-instance-there", "no waiter"],
    ["aws kms enable-key", "lacks --key-id"],
  ])("%s is found out", (command, problem) => {
    const commands = awsCommandsOf("page.md", `\`\`\`sh\n${command}\n\`\`\`\n`);
    expect(judgeCommands(python, commands)).toEqual([expect.stringContaining(problem)]);
  });
});
