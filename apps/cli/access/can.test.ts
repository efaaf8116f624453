import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Access, mayAct } from "../../../components/config/access";
import { loadStacks } from "../../../components/config/load";
import { can } from "./can";
import { rightsInWords } from "./rights-words";

const NOW = new Date("2026-11-21T12:00:00Z");
const { access } = loadStacks(process.cwd());
const request = (expires: string) => ({
  identity: "dana",
  action: "restore-artifact",
  team: "support-ml",
  reason: "incident 12",
  requested: "2026-11-20T00:00:00Z",
  expires,
});
const grant = (expires: string, approved = "2026-11-20T01:00:00Z") => ({
  ...request(expires),
  approver: "petra",
  approved,
});

describe("can", () => {
  it("answers with the way from the identity to what it is granted", () => {
    const answer = can(access, "mira", "promote-artifact", NOW);
    expect(answer).toMatchObject({ kind: "identity", allowed: true });
    expect(answer.chain).toEqual([
      "mira is in team support-ml and holds model-owner",
      "model-owner has yes for promote-artifact, and reaches the holder's own team",
    ]);
    const [by] = answer.by;
    expect(by?.from).toBe("model-owner");
    expect(by && rightsInWords(by.meaning)).toMatchObject({
      kubernetes: [],
      aws: expect.arrayContaining([
        "s3:GetObject on arn:<partition>:s3:::<artifacts-bucket>/mlflow/teams/<team>/*",
      ]) as unknown,
      denied: [],
    });
  });

  it("says whom to ask where it may be asked for, and counts a grant until it ends", () => {
    const no = can(access, "dana", "restore-artifact", NOW);
    expect(no.allowed).toBe(false);
    expect(no.chain.at(-1)).toBe(
      "it may be asked for: towpath access request, which petra approves",
    );
    const live = { ...access, grants: [grant("2026-12-01T00:00:00Z")] };
    const yes = can(live, "dana", "restore-artifact", NOW);
    expect(yes.chain.at(-1)).toBe(
      "a grant by petra for team support-ml (incident 12) lasts until 2026-12-01T00:00:00Z",
    );
    expect(yes.by.map(({ from, meaning }) => [from, meaning.teams])).toEqual([
      ["grant for team support-ml until 2026-12-01T00:00:00Z", "own-team"],
    ]);
    const over = { ...access, grants: [grant("2026-11-21T12:00:00Z")] };
    expect(can(over, "dana", "restore-artifact", NOW)).toMatchObject({ allowed: false });
    expect(can(over, "dana", "restore-artifact", NOW).chain).toContain(
      "a grant by petra for team support-ml (incident 12) is worth nothing since 2026-11-21T12:00:00Z",
    );
  });

  it.each([
    [
      request("2026-11-22T00:00:00Z"),
      "asked for in team support-ml (incident 12) until 2026-11-22T00:00:00Z: it waits for petra",
    ],
    [
      request("2026-11-21T00:00:00Z"),
      "asked for in team support-ml (incident 12) until 2026-11-21T00:00:00Z, and nobody approved it in time",
    ],
    [
      grant("2026-11-23T00:00:00Z", "2026-11-22T00:00:00Z"),
      "a grant by petra for team support-ml (incident 12) is worth nothing before 2026-11-22T00:00:00Z",
    ],
    [
      { ...grant("2026-11-23T00:00:00Z"), approver: "omar" },
      /by omar .* is worth nothing: npx towpath preview says what is wrong with it$/,
    ],
  ])("counts nothing that does not hold now: %j", (one, line) => {
    const answer = can({ ...access, grants: [one] }, "dana", "restore-artifact", NOW);
    expect(answer).toMatchObject({ allowed: false, by: [] });
    expect(answer.chain[2]).toEqual(
      typeof line === "string" ? line : (expect.stringMatching(line) as unknown),
    );
  });

  it("keeps approving and acting apart", () => {
    const answer = can(access, "omar", "promote-artifact", NOW);
    expect(answer.allowed).toBe(false);
    expect(answer.chain.at(-1)).toBe("approving is a duty: it lets nobody act");
  });

  it("answers for a role, its scope and who holds it", () => {
    const answer = can(access, "platform-owner", "delete-shared-artifact", NOW);
    expect(answer).toMatchObject({ kind: "role", allowed: true });
    expect(answer.chain).toEqual([
      "platform-owner is a role, held by petra",
      "platform-owner has restricted for delete-shared-artifact, artifacts that no promotion record names, and reaches every team",
    ]);
    const [by] = answer.by;
    expect(by && rightsInWords(by.meaning).denied).toEqual([
      "s3:DeleteObject, s3:DeleteObjectVersion on arn:<partition>:s3:::<artifacts-bucket>/<record-artifact>/*",
    ]);
    const limited = can(access, "team-lead", "write-runs", NOW);
    expect(limited.by[0]?.meaning.teams).toBe("own-team");
    expect(can(access, "developer", "restore-artifact", NOW).chain.at(-1)).toMatch(
      /petra approves/,
    );
  });

  it("refuses names that the file does not have", () => {
    expect(() => can(access, "dna", "read-runs", NOW)).toThrow(/did you mean "dana"\?/);
    expect(() => can(access, "constructor", "read-runs", NOW)).toThrow(/expected an identity/);
    expect(() => can(access, "dana", "read-run", NOW)).toThrow(/did you mean "read-runs"\?/);
  });

  it("answers as the tools decide, whoever asks and whatever is granted", () => {
    const actions = fc.constantFrom(...Object.keys(access.matrix));
    const who = fc.constantFrom(...Object.keys(access.identities));
    const grants = fc.array(
      fc.record({
        identity: who,
        action: actions,
        team: fc.constantFrom("support-ml", "platform"),
        reason: fc.constant("a good reason"),
        requested: fc.constant("2026-11-19T00:00:00Z"),
        approver: who,
        approved: fc.constantFrom("2026-11-19T00:00:00Z", "2026-11-25T00:00:00Z"),
        expires: fc.constantFrom("2026-11-20T00:00:00Z", "2026-12-01T00:00:00Z"),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(who, actions, grants, (subject, action, given) => {
        const file: Access = { ...access, grants: given };
        const { allowed } = can(file, subject, action, NOW);
        expect(allowed).toBe(mayAct(file, subject, action, NOW).allowed);
      }),
    );
  });
});
