import { peopleRoles } from "../../../components/access/iam-people";
import { type Access, approversOf, type Reach, rightOf } from "../../../components/config/access";
import { ACTIONS, isPlatformAction } from "../../../components/config/access/actions";
import { type Grant, isApproved } from "../../../components/config/access/grant-schema";
import { groupOf } from "../../../components/config/access/group-names";
import { type Meaning, meaningOf } from "../../../components/config/access/meaning";
import { loadStacks } from "../../../components/config/load";
import { markdown } from "../../../policies/docs/rule-section";
import { table } from "../../../policies/docs/table";
import { rightsInWords } from "./rights-words";

const MARKS = ["<!-- access:start -->", "<!-- access:end -->"] as const;

/** docs/access-matrix.md as it must be: for the script that writes it, which formats it too. */
export function writtenPage(page: string, root: string): string {
  return accessPage(page, loadStacks(root).access);
}

/**
 * docs/access-matrix.md with what stacks/access.yaml says between its two marks; the rest is written
 * by hand.
 * @throws Error where the page lost a mark
 */
export function accessPage(page: string, access: Access): string {
  const [start, end] = MARKS;
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`docs/access-matrix.md lacks ${start} or ${end}`);
  const generated = [
    "## The matrix",
    matrixTable(access),
    "## Roles and who holds them",
    rolesTable(access),
    "## Grants",
    grantsTable(access),
    "## Roles in AWS",
    iamTable(access),
    "## What each action grants",
    ...Object.keys(access.matrix).flatMap((action) => actionSection(access, action)),
  ].join("\n\n");
  return `${page.slice(0, from + start.length)}\n\n${generated}\n\n${page.slice(to)}`;
}

function rolesOf(access: Access): string[] {
  return Object.keys(access.roles ?? {});
}

function reachOf(access: Access, role: string): Reach {
  return access.roles?.[role]?.reach ?? "own-team";
}

function matrixTable(access: Access): string {
  const roles = rolesOf(access);
  const rows = Object.entries(access.matrix).map(([action, row]) => [
    `[${action}](#${action})`,
    ...roles.map((role) => {
      const value = row[role] ?? "no";
      return typeof value === "string" ? value : `${value.right}: ${markdown(value.scope)}`;
    }),
  ]);
  return table(["action", ...roles], rows);
}

function rolesTable(access: Access): string {
  const rows = Object.entries(access.roles ?? {}).map(([role, { description, owner, reach }]) => {
    const holders = Object.entries(access.identities).flatMap(([who, { roles, team }]) =>
      roles.includes(role) ? [`\`${who}\` (${team})`] : [],
    );
    return [
      role,
      markdown(description),
      reach === "every-team" ? "every team" : "own team",
      owner,
      holders.length === 0 ? "nobody" : holders.join(", "),
    ];
  });
  return table(["role", "what it is", "reaches", "owner", "held by (team)"], rows);
}

/** What the file says, whatever the time is: a page that aged by itself would never be fresh. */
function grantsTable(access: Access): string {
  if (access.grants.length === 0) return "There are none.";
  const rows = access.grants.map((grant) => [
    code(grant.identity),
    grant.action,
    grant.team,
    markdown(grant.reason),
    isApproved(grant)
      ? `approved by ${code(grant.approver)} at ${grant.approved}`
      : `pending: ${waitsFor(access, grant)}`,
    grant.expires,
  ]);
  return table(["who", "action", "team", "why", "state", "until"], rows);
}

function waitsFor(access: Access, { action, identity, team }: Grant): string {
  const able = approversOf(access, action, team).filter((who) => who !== identity);
  return able.length === 0 ? "nobody may approve it" : `${able.map(code).join(" or ")} may approve`;
}

/** The roles of IAM that people take on, where an environment says who vouches for them. */
function iamTable(access: Access): string {
  // Of no grant: whether one is active depends on the day, and this page does not.
  const rows = peopleRoles({ ...access, grants: [] }, new Date(0))
    .filter(({ meanings }) => meanings.some(({ iam }) => iam.length > 0))
    .map(({ name, identities, role, team, reach, until }) => [
      `\`${name}\``,
      identities.map((login) => `\`${login}\``).join(", "),
      role ?? "a grant",
      team,
      reach === "every-team" ? "every team" : `team ${team}`,
      role === undefined ? "none" : `\`${groupOf(team, role)}\``,
      until ?? "further notice",
    ]);
  return table(
    [
      "begins with",
      "taken on by",
      "has the cells of",
      "team",
      "bounded to",
      "group in the cluster",
      "until",
    ],
    rows,
  );
}

/** One action: each right that some cell could give, and what each role's cell gives of it. */
function actionSection(access: Access, action: string): string[] {
  const description = isPlatformAction(action)
    ? ACTIONS[action]
    : (access.actions?.[action]?.description ?? "");
  const roles = rolesOf(access);
  const cells = roles.map((role) => {
    const right = rightOf(access, role, action);
    return { head: `${role}: ${right}`, given: meaningOf(action, right, reachOf(access, role)) };
  });
  const all = meaningOf(action, "yes", "every-team");
  const rows = [
    ...lines("cluster", all, "kubernetes"),
    ...lines("AWS", all, "iam"),
    ...denials(cells.map(({ given }) => given)),
  ].map(({ where, text, of }) => [where, code(text), ...cells.map(({ given }) => of(given))]);
  return [
    `### ${action}`,
    markdown(description),
    rows.length === 0
      ? "Grants nothing in the cluster or in AWS."
      : table(["where", "right", ...cells.map(({ head }) => head)], rows),
  ];
}

interface Line {
  readonly where: string;
  readonly text: string;
  /** What a cell gives of it. */
  readonly of: (given: Meaning) => string;
}

/** The rights of one side. The placeholder of the team stands for each that a cell reaches. */
function lines(where: string, all: Meaning, side: "kubernetes" | "iam"): Line[] {
  const words = rightsInWords({ ...all, teams: "own-team" });
  const texts = side === "kubernetes" ? words.kubernetes : words.aws;
  return all[side].map((right, index) => {
    const text = texts[index] ?? "";
    const has = (given: Meaning) => (given[side] as readonly unknown[]).includes(right);
    return { where, text, of: (given) => (has(given) ? extent(text, given.teams) : "–") };
  });
}

function denials(given: readonly Meaning[]): Line[] {
  const refusing = given.find((meaning) => meaning.denials.length > 0);
  if (refusing === undefined) return [];
  return rightsInWords(refusing).denied.map((text) => ({
    where: "never",
    text,
    of: (meaning) => (meaning.denials.length > 0 ? "refused" : "–"),
  }));
}

/** Whose, where the right names a team; else a plain yes: a key and the cluster are everybody's. */
function extent(text: string, teams: Reach): string {
  if (!/<team>|the team's/.test(text)) return "yes";
  return teams === "every-team" ? "each team" : "own team";
}

function code(text: string): string {
  return `\`${text}\``;
}
