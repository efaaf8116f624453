import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { IamPlace } from "../../../components/access/iam-place";
import { iamDocuments } from "../../../components/access/iam-roles";
import { iamFacts, PLACE } from "../../../components/access/testing";
import { loadStacks } from "../../../components/config/load";

/*
 * What docs/access-matrix.md says that a role has in AWS is what the documents of IAM say: every call
 * on every resource under every condition, no more and no less.
 */

const page = readFileSync("docs/access-matrix.md", "utf8");
const { access, teams } = loadStacks(process.cwd());
const names = Object.keys(teams);

/** Every name is the placeholder that the page has for it. */
const place = Object.fromEntries(
  Object.keys(PLACE).map((key) => [key, `<${key}>`]),
) as unknown as IamPlace;
const facts = iamFacts({ access, teams: names, recordArtifacts: ["<record-artifact>"] });
const { roles } = iamDocuments(facts, place);

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** `Allow s3:GetObject on arn:…/<team>/* where …`, one a call and resource. */
function saidByDocuments(policies: readonly string[]): Set<string> {
  const statements = policies.flatMap(
    (text) => (JSON.parse(text) as { Statement: Statement[] }).Statement,
  );
  return new Set(
    statements.flatMap(({ Effect, Action, Resource, Condition = {} }) => {
      const where = Object.values(Condition)
        .flatMap(Object.entries)
        .map(([key, values]) => `${key} ${ofAnyTeam([values as string[]].flat()).join(" or ")}`);
      return Action.flatMap((call) =>
        ofAnyTeam(Resource).map((arn) => [Effect, call, "on", arn, ...where].join(" ")),
      );
    }),
  );
}

/** Each team's name is the page's placeholder. */
const ofAnyTeam = (texts: readonly string[]) => [
  ...new Set(
    texts.map((text) =>
      text.replace(/teams\/([a-z-]+)/, (all, team: string) =>
        names.includes(team) ? "teams/<team>" : all,
      ),
    ),
  ),
];

/** The same, of what the page's cells of a role say. */
function saidByPage(role: string): Set<string> {
  const sections = page.split(/^### /m).slice(1);
  return new Set(
    sections.flatMap((section) => {
      const rows = section
        .split("\n")
        .filter((line) => line.startsWith("|"))
        .map((line) =>
          line
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim()),
        );
      const column = rows[0]?.findIndex((head) => head.startsWith(`${role}:`)) ?? -1;
      return rows
        .filter(([where]) => where === "AWS" || where === "never")
        .filter((row) => row[column] !== "–")
        .flatMap(([where = "", right = ""]) => {
          const [, calls = "", arns = "", condition] =
            /^`(.+?) on (.+?)(?: where (.+))?`$/.exec(right) ?? [];
          const tail = condition === undefined ? [] : condition.split(" and ");
          const effect = where === "never" ? "Deny" : "Allow";
          return calls
            .split(", ")
            .flatMap((call) =>
              arns.split(", ").map((arn) => [effect, call, "on", arn, ...tail].join(" ")),
            );
        });
    }),
  );
}

describe("docs/access-matrix.md and IAM", () => {
  it.each(roles.map(({ of, policies }) => [of.role ?? "", policies] as const))(
    "say the same of %s",
    (role, policies) => {
      const documents = saidByDocuments(policies);
      expect([...saidByPage(role)].sort()).toEqual([...documents].sort());
      expect(documents.size).toBeGreaterThan(5);
    },
  );
});
