import { expect, it } from "vitest";
import type { Access } from "../../../components/config/access";
import { endingGrants, endingLine } from "./expiring";

const NOW = new Date("2026-11-21T12:00:00Z");
const grant = (identity: string, expires: string) => ({
  ...{ identity, action: "restore-artifact", reason: "incident 12", approver: "petra" },
  expires,
});
const access: Access = {
  matrix: {},
  identities: {},
  grants: [
    grant("later", "2026-11-29T12:00:00Z"),
    grant("week", "2026-11-28T12:00:00Z"),
    grant("over", "2026-11-21T12:00:00Z"),
    grant("today", "2026-11-21T13:00:00Z"),
    grant("next", "2026-11-22T12:00:00Z"),
  ],
};

it("lists what is over and what ends within the days, the first to end first", () => {
  expect(endingGrants(access, 7, NOW).map(endingLine)).toEqual([
    "over's grant for restore-artifact ended at 2026-11-21T12:00:00Z: remove it from stacks/access.yaml",
    "today's grant for restore-artifact ends today, at 2026-11-21T13:00:00Z",
    "next's grant for restore-artifact ends in 1 day, at 2026-11-22T12:00:00Z",
    "week's grant for restore-artifact ends in 7 days, at 2026-11-28T12:00:00Z",
  ]);
  expect(endingGrants(access, 0, NOW).map(({ identity }) => identity)).toEqual(["over"]);
});
