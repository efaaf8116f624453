import { describe, expect, test } from "vitest";
import { iamDocuments } from "../../components/access/iam-roles";
import { crowd, iamFacts, PLACE } from "../../components/access/testing";
import { compare, readCatalogue, summedUp } from "./iam-compare";
import { CALLS } from "./iam-oracle";
import { account, assume } from "./iam-requests";
import { SHARED, thingsOf } from "./iam-world";

const TEAMS = 10;
const PEOPLE = 200;
/** Milliseconds that the proof may take: docs/cluster-tests.md. */
const LIMIT_MS = 60_000;

/* Ten teams of 200 people each: more than the rights of all, who may take on which role. */
describe(`IAM with ${TEAMS} teams of ${PEOPLE} people`, () => {
  test("answers as the matrix does, within a minute", { timeout: 120_000 }, async () => {
    const started = performance.now();
    const { access, teams } = crowd(TEAMS, PEOPLE);
    const documents = iamDocuments(iamFacts({ access, teams }), PLACE);
    const { callsOf } = await readCatalogue();
    const seen = new Set<string>();
    const counts = await compare({
      access,
      documents,
      things: [...thingsOf(teams), ...SHARED.filter(({ team }) => team === undefined)],
      callsFor: ({ type }) => CALLS.filter((call) => callsOf.get(type)?.includes(call)),
      // A role of many people is several, with the same policies.
      only: ({ of, policies }) => {
        const key = `${of.name} ${policies.join(" ")}`;
        return seen.has(key) ? false : seen.add(key).has(key);
      },
    });
    const { cells, wrong } = summedUp(`IAM, ${TEAMS} teams`, counts);
    expect(wrong).toEqual([]);
    expect(counts.size).toBe(TEAMS * 4);
    expect(cells).toBeGreaterThan(10_000);

    const become = (trust: string, login: string) =>
      assume(trust, `arn:aws:iam::${account}:saml-provider/example`, "sts:AssumeRoleWithSAML", {
        "SAML:aud": "https://signin.aws.amazon.com/saml",
        "SAML:sub": login,
      });
    const others: string[] = [];
    let entered = 0;
    for (const [at, role] of documents.roles.entries()) {
      const next = documents.roles[(at + 1) % documents.roles.length];
      for (const login of role.identities) {
        if (await become(role.trust, login)) entered += 1;
        if (next !== undefined && (await become(next.trust, login))) others.push(login);
      }
    }
    const took = Math.round(performance.now() - started);
    console.log(
      `IAM, ${TEAMS * PEOPLE} people and ${documents.roles.length} roles: ${entered} let into their own, ${others.length} into another; ${took} ms in all`,
    );
    expect(entered).toBe(TEAMS * PEOPLE);
    expect(others).toEqual([]);
    expect(took).toBeLessThan(LIMIT_MS);
  });
});
