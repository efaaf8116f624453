import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadStacks } from "../components/config/load";
import { StacksCopy } from "../components/config/testing";
import { UserError } from "../lib/errors";
import { ACCESS_MISTAKES } from "./stacks-broken.access";
import { ENVIRONMENT_MISTAKES } from "./stacks-broken.environments";
import { FILE_MISTAKES } from "./stacks-broken.files";
import { GRANT_MISTAKES } from "./stacks-broken.grants";
import { identityMistakes } from "./stacks-broken.identities";
import { RECOVERY_MISTAKES } from "./stacks-broken.recovery";
import { SERVICE_MISTAKES } from "./stacks-broken.services";

/*
 * Mistakes that people make in stacks/, each with the one line that they are told: the file, the
 * line and column of the mistake, the path inside the file, what was found and what is expected.
 */

const BROKEN = [
  ...ACCESS_MISTAKES,
  ...GRANT_MISTAKES,
  ...ENVIRONMENT_MISTAKES,
  ...RECOVERY_MISTAKES,
  ...identityMistakes(),
  ...FILE_MISTAKES,
  ...SERVICE_MISTAKES,
];

let stacks: StacksCopy;

beforeEach(() => {
  stacks = new StacksCopy();
});
afterEach(() => {
  stacks.remove();
});

describe("broken stack files", () => {
  it("are fifty at least", () => {
    expect(BROKEN.length).toBeGreaterThanOrEqual(50);
  });

  it.each(BROKEN)("%s with %j as %j: one error with its place", (file, from, to, expected) => {
    stacks.edit(file, from, to);
    const started = performance.now();
    const error = stacks.failure();
    expect(performance.now() - started).toBeLessThan(2000);
    expect(error.exitCode).toBe(2);
    const lines = error.message.split("\n");
    expect(lines[0]).toMatch(expected);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^stacks\/[^:]+\.yaml:\d+:\d+: /);
  });

  it("in any way are told, never crashed over", () => {
    const files = ["Pulumi.dev.yaml", "Pulumi.local.yaml", "teams.yaml", "images.yaml"];
    const mutation = fc.record({
      file: fc.constantFrom(...files),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      cut: fc.nat(40),
      put: fc.oneof(
        fc.string({ maxLength: 8 }),
        fc.constantFrom("\n", ": ", "- ", "{", "]", "&a ", "*a", "#"),
      ),
    });
    fc.assert(
      fc.property(mutation, ({ file, at, cut, put }) => {
        const path = join(stacks.root, "stacks", file);
        const text = readFileSync(join("stacks", file), "utf8");
        const start = Math.floor(at * text.length);
        writeFileSync(path, text.slice(0, start) + put + text.slice(start + cut));
        try {
          loadStacks(stacks.root);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          for (const line of (error as UserError).message.split("\n")) {
            expect(line).toMatch(/^stacks\/[^:]+\.yaml:(\d+:\d+: | not usable YAML)/);
          }
        } finally {
          writeFileSync(path, text);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("are refused for a secret even where nobody reads them", () => {
    const key = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
    writeFileSync(join(stacks.root, "stacks/services/notes.yml"), `note: ${key}\n`);
    const { message } = stacks.failure();
    expect(message).toMatch(
      /^stacks\/services\/notes\.yml:1:7: note: looks like an AWS access key/,
    );
    expect(message).not.toContain(key);
  });

  it("that lack a whole file name it", () => {
    rmSync(join(stacks.root, "stacks/images.yaml"));
    expect(stacks.failure().message).toBe(
      "stacks/images.yaml: cannot be read (ENOENT); expected a YAML file",
    );
  });
});
