import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environmentNames } from "../../components/config/load";
import { loadContext } from "../../policies/engine/context";
import { RULES } from "../../policies/rules";
import { table } from "../scan/table";
import { type Mutation, mutate } from "./mutation";
import { type Program, record } from "./program";
import { TABLES } from "./tables";
import { Judge, type Said } from "./verdict";

/** The least number of mistakes that the pack is tried on. */
const LEAST = 200;

/** Told of every environment with a baseline: the repository ships no promoted version. */
const STANDING: readonly string[] = ["promotion-baseline-note"];

const ENVIRONMENTS = environmentNames(process.cwd());
const programs = new Map<string, Program>();
const judges = new Map<string, Judge>();
/** What is said of an environment without any mistake, as {@link keyOf} has it. */
const before = new Map<string, ReadonlySet<string>>();
/** Concern → [tried, caught, milliseconds]. */
const score = new Map<string, [number, number, number]>();

beforeAll(async () => {
  for (const name of ENVIRONMENTS) {
    programs.set(name, await record(name));
    judges.set(name, new Judge(name));
    before.set(name, new Set((await judgeOf(name).whole(programOf(name))).map(keyOf)));
  }
});

afterAll(() => {
  const rows = [...score].map(([concern, [tried, caught, ms]]) => [
    concern,
    String(tried),
    String(caught),
    (ms / tried).toFixed(0),
  ]);
  const all = [...score.values()];
  const sum = (index: 0 | 1) => all.reduce((total, one) => total + one[index], 0);
  console.log(
    `\n${table([
      ["concern", "mutations", "caught", "ms each"],
      ...rows,
      ["all", String(sum(0)), String(sum(1)), ""],
    ])}\nkill rate ${((100 * sum(1)) / Math.max(1, sum(0))).toFixed(1)} %`,
  );
});

describe("unmutated", () => {
  test.each(ENVIRONMENTS)("%s breaks no rule", async (name) => {
    const found = await judgeOf(name).whole(programOf(name));
    expect(
      found
        .filter(({ undecided, policy }) => !undecided && !STANDING.includes(policy))
        .map(({ policy, urn, message }) => ({ policy, urn, message })),
    ).toEqual([]);
  });
});

describe.each(Object.entries(TABLES))("%s", (concern, mutations) => {
  test.each(mutations.map((one) => [one.name, one] as const))("%s", async (_name, mutation) => {
    const started = performance.now();
    const entry = score.get(concern) ?? [0, 0, 0];
    score.set(concern, entry);
    entry[0] += 1;
    const found = await verdict(mutation);
    entry[2] += performance.now() - started;
    // Exactly what the mistake breaks: nothing is missed, and nothing else is blamed for it.
    expect(found.sort()).toEqual([mutation.policy, ...(mutation.also ?? [])].sort());
    entry[1] += 1;
  });
});

describe("the table", () => {
  const mutations = Object.values(TABLES).flat();

  test(`has at least ${LEAST} mistakes, no two of one name`, () => {
    expect(mutations.length).toBeGreaterThanOrEqual(LEAST);
    const names = mutations.map(
      ({ name, at, environment }) => `${name} ${at} ${environment ?? ""}`,
    );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("has one for every rule", () => {
    const tried = new Set(mutations.map(({ policy }) => policy));
    expect(RULES.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
  });
});

/** The policies that speak up about a program with the mistake in it. */
async function verdict(mutation: Mutation): Promise<string[]> {
  const name = mutation.environment ?? "prod";
  const { program, changed } = mutate(programOf(name), mutation);
  const judge =
    mutation.context === undefined
      ? judgeOf(name)
      : new Judge(name, mutation.context(loadContext(name, process.cwd())));
  const found = await judge.stack(program);
  for (const one of changed) found.push(...(await judge.resource(one, program)));
  const known = before.get(name);
  const caused = found.filter((one) => !one.undecided && known?.has(keyOf(one)) !== true);
  return [...new Set(caused.map(({ policy }) => policy))];
}

/** What is said, of what: the same for the same mistake. */
function keyOf({ policy, urn, message }: Said): string {
  return `${policy} ${urn} ${message}`;
}

function programOf(name: string): Program {
  const program = programs.get(name);
  if (program === undefined) throw new Error(`${name} was not recorded`);
  return program;
}

function judgeOf(name: string): Judge {
  const judge = judges.get(name);
  if (judge === undefined) throw new Error(`no judge for ${name}`);
  return judge;
}
