import { describe, expect, it } from "vitest";
import { accessProblems } from "./check-access";
import { loadStacks } from "./load";

const { access, teams, ownership } = loadStacks(process.cwd());
const [team] = Object.values(teams);
if (team === undefined) throw new Error("no team is shipped");

describe("accessProblems", () => {
  it("finds nothing in what is shipped", () => {
    expect(accessProblems(access, teams, ownership)).toEqual([]);
  });

  it("tells roles of teams that AWS would call the same, at the second", () => {
    const identities = {
      ...access.identities,
      ana: { roles: ["developer", "model-owner"], team: "ml" },
      ben: { roles: ["model"], team: "owner-ml" },
      cem: { roles: ["model-owner"], team: "ml" },
    };
    const roles = { ...access.roles, model: { ...access.roles?.developer } };
    const more = { ...teams, ml: team, "owner-ml": team };
    const problems = accessProblems(
      { ...access, identities, roles } as typeof access,
      more,
      ownership,
    );
    expect(problems.filter(({ message }) => message.includes("AWS"))).toEqual([
      {
        path: ["identities", "ben", "roles", 0],
        message: expect.stringMatching(
          /^found model of team owner-ml, which AWS would call model-owner-ml, as it calls model-owner of team ml;/,
        ) as unknown,
      },
    ]);
  });
});
