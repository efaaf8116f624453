import { expect, it } from "vitest";
import type { Access } from "../../../components/config/access";
import { endingGrants, endingLine } from "./expiring";

const NOW = new Date("2026-11-21T12:00:00Z");
const request = (identity: string, expires: string) => ({
  ...{ identity, action: "restore-artifact", team: "a", reason: "incident 12" },
  requested: "2026-11-21T11:00:00Z",
  expires,
});
const grant = (identity: string, expires: string) => ({
  ...request(identity, expires),
  ...{ approver: "petra", approved: "2026-11-21T11:30:00Z" },
});
const access: Access = {
  matrix: { "restore-artifact": { lead: "approve" } },
  identities: {
    petra: { roles: ["lead"], team: "a" },
    other: { roles: ["lead"], team: "b" },
  },
  grants: [
    grant("later", "2026-11-29T12:00:00Z"),
    grant("week", "2026-11-28T12:00:00Z"),
    grant("over", "2026-11-21T12:00:00Z"),
    grant("today", "2026-11-21T13:00:00Z"),
    grant("next", "2026-11-22T12:00:00Z"),
    request("dana", "2026-11-30T12:00:00Z"),
    request("petra", "2026-11-30T12:00:01Z"),
    request("late", "2026-11-21T11:59:59Z"),
  ],
};

it("lists what is over, what ends within the days and what waits, the first to end first", () => {
  expect(endingGrants(access, 7, NOW).map(endingLine)).toEqual([
    "late's request for restore-artifact (team a) ended at 2026-11-21T11:59:59Z: remove it from stacks/access.yaml",
    "over's grant for restore-artifact (team a) ended at 2026-11-21T12:00:00Z: remove it from stacks/access.yaml",
    "today's grant for restore-artifact (team a) ends today, at 2026-11-21T13:00:00Z",
    "next's grant for restore-artifact (team a) ends in 1 day, at 2026-11-22T12:00:00Z",
    "week's grant for restore-artifact (team a) ends in 7 days, at 2026-11-28T12:00:00Z",
    "dana's request for restore-artifact (team a) gives nothing: it waits for petra, and ends in 9 days, at 2026-11-30T12:00:00Z",
    "petra's request for restore-artifact (team a) gives nothing: it waits for an approver, and nobody may, and ends in 9 days, at 2026-11-30T12:00:01Z",
  ]);
  expect(endingGrants(access, 0, NOW).map(({ identity, state }) => [identity, state])).toEqual([
    ["late", "expired"],
    ["over", "expired"],
    ["dana", "pending"],
    ["petra", "pending"],
  ]);
});
