import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StacksCopy } from "../../../components/config/testing";
import { findPaths } from "../context";
import { accessCodeowners } from "./access-codeowners";

describe("towpath access codeowners", () => {
  let copy: StacksCopy;
  let lines: string[];
  let answers: unknown[];
  beforeEach(() => {
    copy = new StacksCopy();
    lines = [];
    answers = [];
    copy.edit(
      "ownership.yaml",
      'contact: "#platform"',
      'contact: "#platform", handle: "@acme/ops"',
    );
  });
  afterEach(() => {
    copy.remove();
  });

  const run = (options: Record<string, unknown> = {}, operands: string[] = []) =>
    accessCodeowners.run(
      {
        paths: { ...findPaths(process.cwd(), {}), root: copy.root },
        report: {
          json: false,
          step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
          line: (text = "") => lines.push(text),
          refuse: (message) => lines.push(message),
          result: (value) => answers.push(value),
        },
        env: {},
        now: () => new Date(),
      },
      operands,
      options,
    );
  const fileOf = (name: string) => join(copy.root, name);

  it("writes the file once, and finds it fresh from then on", async () => {
    expect(await run()).toBe(1);
    expect(lines).toContain(".github/CODEOWNERS is not what stacks/ownership.yaml says");
    expect(existsSync(fileOf(".github/CODEOWNERS"))).toBe(false);
    expect(await run({ write: true })).toBe(0);
    expect(readFileSync(fileOf(".github/CODEOWNERS"), "utf8")).toMatch(/^\* @acme\/ops$/m);
    expect(await run()).toBe(0);
    expect(answers.at(-1)).toMatchObject({ fresh: true, written: false, lacking: ["support-ml"] });
  });

  it("finds a file stale after its owners have changed", async () => {
    await run({ write: true });
    copy.edit("ownership.yaml", "@acme/ops", "@acme/sre");
    expect(await run()).toBe(1);
    expect(await run({ write: true })).toBe(0);
    expect(readFileSync(fileOf(".github/CODEOWNERS"), "utf8")).toMatch(/^\* @acme\/sre$/m);
  });

  it("writes GitLab's file where that is asked for", async () => {
    expect(await run({ write: true, gitlab: true })).toBe(0);
    expect(readFileSync(fileOf(".gitlab/CODEOWNERS"), "utf8")).toMatch(/^\* @acme\/ops$/m);
    expect(existsSync(fileOf(".github/CODEOWNERS"))).toBe(false);
  });

  it("takes no names", () => {
    expect(() => run({}, ["platform"])).toThrow('found "platform"; expected no name');
  });
});
