import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mayAct } from "../../../components/config/access";
import { grantSchema } from "../../../components/config/access/grant-schema";
import { loadStacks } from "../../../components/config/load";
import { StacksCopy } from "../../../components/config/testing";
import { InputError, RefusedError } from "../../../lib/errors";
import type { AccessAction } from "../access/action";
import { findPaths } from "../context";
import { accessApprove } from "./access-approve";
import { accessRequest } from "./access-request";

const NOW = new Date("2026-11-21T12:00:00Z");
const OPTIONS = {
  identity: "dana",
  action: "restore-artifact",
  team: "support-ml",
  reason: "the run of Tuesday was overwritten",
  for: "8h",
};

describe("towpath access request and approve", () => {
  let copy: StacksCopy;
  let lines: string[];
  let answers: unknown[];
  beforeEach(() => {
    copy = new StacksCopy();
    lines = [];
    answers = [];
  });
  afterEach(() => {
    copy.remove();
  });

  const run = (
    action: AccessAction,
    options: Record<string, unknown>,
    operands: string[] = [],
    env: Record<string, string> = {},
  ) =>
    action.run(
      {
        paths: { ...findPaths(process.cwd(), {}), root: copy.root },
        report: {
          json: false,
          step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
          line: (text = "") => lines.push(text),
          refuse: (message) => lines.push(message),
          result: (value) => answers.push(value),
        },
        env,
        now: () => NOW,
      },
      operands,
      options,
    );
  const request = (changes: Record<string, unknown> = {}) =>
    run(accessRequest, { ...OPTIONS, ...changes });
  const approve = (as: string) => run(accessApprove, { as }, [OPTIONS.identity, OPTIONS.action]);
  const text = () => readFileSync(join(copy.root, "stacks/access.yaml"), "utf8");
  const may = () => mayAct(loadStacks(copy.root).access, "dana", "restore-artifact", NOW).allowed;

  it("adds the entry, and leaves every line of the file as it is", async () => {
    const before = text();
    expect(await request()).toBe(0);
    expect(text()).toBe(
      before.replace(
        "grants: []\n",
        `grants:
  - identity: dana
    action: restore-artifact
    team: support-ml
    reason: the run of Tuesday was overwritten
    requested: 2026-11-21T12:00:00Z
    expires: 2026-11-21T20:00:00Z
`,
      ),
    );
    expect(may()).toBe(false);
    expect(lines).toContain(
      "It gives nothing until it is approved, which petra may do. Then it gives:",
    );
    expect(lines).toContain("  git switch -c access/dana-restore-artifact");
    expect(lines).toContain(
      '  git commit -m "dana asks for restore-artifact until 2026-11-21T20:00:00Z"',
    );
    expect(answers).toMatchObject([{ may_approve: ["petra"], request: { identity: "dana" } }]);
  });

  it("gives the right once somebody entitled has approved it, and until its end", async () => {
    await request();
    const asked = text();
    expect(await approve("petra")).toBe(0);
    expect(text()).toBe(`${asked}    approver: petra\n    approved: 2026-11-21T12:00:00Z\n`);
    expect(may()).toBe(true);
    const { access } = loadStacks(copy.root);
    expect(
      mayAct(access, "dana", "restore-artifact", new Date("2026-11-21T20:00:00Z")).allowed,
    ).toBe(false);
    expect(answers.at(-1)).toMatchObject({ grant: { approver: "petra" } });
    expect(lines).toContain('  git commit -m "petra approves restore-artifact for dana"');
  });

  it.each([
    ["whoever asks", "dana"],
    ["somebody who is only informed", "omar"],
    ["somebody who may only ask", "mira"],
  ])("changes nothing for an approval by %s", async (_, who) => {
    await request();
    const asked = text();
    await expect(async () => approve(who)).rejects.toThrow(RefusedError);
    expect(text()).toBe(asked);
    expect(may()).toBe(false);
  });

  it("adds one entry, whatever the reason says", async () => {
    const nasty = fc.constantFrom(
      "\n  - identity: eve",
      "\n    approver: petra",
      "}, { identity: eve, action: x",
      '", approver: "petra',
      " # ",
      ": ",
      "\u2028",
      "\u202e",
      "*a &b !!c",
      "---",
    );
    const reason = fc
      .array(fc.oneof(nasty, fc.string({ unit: "grapheme", maxLength: 9 })), { maxLength: 6 })
      .map((parts) => `because ${parts.join("")} of it`);
    const before = text();
    await fc.assert(
      fc.asyncProperty(reason, async (why) => {
        copy.remove();
        copy = new StacksCopy();
        if (!grantSchema.shape.reason.safeParse(why).success) {
          await expect(async () => request({ reason: why })).rejects.toThrow(InputError);
          expect(text()).toBe(before);
          return;
        }
        await request({ reason: why });
        const { grants } = loadStacks(copy.root).access;
        expect(grants).toEqual([
          {
            ...{ identity: "dana", action: "restore-artifact", team: "support-ml", reason: why },
            ...{ requested: "2026-11-21T12:00:00Z", expires: "2026-11-21T20:00:00Z" },
          },
        ]);
        expect(may()).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it("keeps comments and entries that are there, in any form", async () => {
    copy.edit(
      "access.yaml",
      "grants: []",
      `grants:
  # Asked for in the review.
  - { identity: mira, action: restore-artifact, team: support-ml, reason: "it's mine: mostly", requested: 2026-11-21T00:00:00Z, expires: 2026-11-22T00:00:00Z } # mira's
# The end.`,
    );
    const before = text().split("\n");
    await request();
    await run(accessApprove, { as: "petra" }, ["mira", "restore-artifact"]);
    const after = text().split("\n");
    const changed = before.filter((line) => !after.includes(line));
    expect(changed).toHaveLength(1);
    expect(after).toContain(
      `${changed[0]?.replace(" } # mira's", "")}, approver: petra, approved: 2026-11-21T12:00:00Z } # mira's`,
    );
    expect(after.at(-2)).toBe("# The end.");
  });

  it("asks who it is, and takes the environment's word", async () => {
    const { identity: _who, ...rest } = OPTIONS;
    expect(await run(accessRequest, rest, [], { TOWPATH_IDENTITY: "mira" })).toBe(0);
    expect(text()).toContain("- identity: mira");
  });

  it.each(["action", "team", "reason", "for"])("wants --%s", async (option) => {
    await expect(async () => request({ [option]: undefined })).rejects.toThrow(
      `access request: no --${option}`,
    );
  });

  it("takes no names, and wants two to approve", async () => {
    await expect(async () => run(accessRequest, OPTIONS, ["dana"])).rejects.toThrow("no names");
    await expect(async () => run(accessApprove, {}, ["dana"])).rejects.toThrow(
      "expected who asks, and the action",
    );
  });
});
