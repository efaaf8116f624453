import type { ApiClient } from "../cluster/api-client";
import { allowed, type Deed } from "../cluster/reviews";
import {
  groupsOf,
  type Holding,
  type Lent,
  type MatrixAnswers,
  singleRights,
} from "./matrix-answers";
import { titleOfDeed } from "./questions";

/** Requests on their way at the same time; more of them make two cores no faster. */
const AT_ONCE = 64;

/** How a proof went. */
export interface Proof {
  /** Single questions that were asked. */
  readonly cells: number;
  /** Of those, how many were answered with yes. */
  readonly granted: number;
  /** `who: what in where: the matrix says …`. */
  readonly mismatches: readonly string[];
}

/** Prints how a proof went, a line each. */
export function told(title: string, { cells, granted, mismatches }: Proof): void {
  console.log(
    `${title}: ${cells} cells checked, ${granted} granted, ${mismatches.length} mismatches`,
  );
}

/** Somebody whose rights are proven, by what they hold. */
export interface Subject {
  readonly user: string;
  readonly holdings: readonly Holding[];
  /** By grants that are active. @default none */
  readonly lent?: readonly Lent[];
  /** Groups beside those of the holdings. @default none */
  readonly groups?: readonly string[];
}

function allGroupsOf({ groups = [], holdings }: Subject): string[] {
  return [...groupsOf(holdings), ...groups];
}

/** What everybody who has signed in may do: Kubernetes' own, whatever the matrix says. */
const nobody: Subject = { user: "nobody", holdings: [] };

/**
 * Asks the API server's authorizer every question for every subject, in every namespace and for the
 * whole cluster, and compares each answer with the matrix. What Kubernetes allows everybody is
 * allowed; {@link allowedToEverybody} says what that is.
 */
export async function askEverything(
  client: ApiClient,
  answers: MatrixAnswers,
  subjects: readonly Subject[],
  asked: readonly Deed[],
): Promise<Proof> {
  const free = new Set(await allowedToEverybody(client, asked));
  const cells = subjects.flatMap((who) => asked.map((deed) => ({ who, deed })));
  let granted = 0;
  const mismatches: string[] = [];
  await inParallel(cells, async ({ who, deed }) => {
    const { holdings, lent, user } = who;
    const answer = await allowed(client, { user, groups: allGroupsOf(who) }, deed);
    const wanted = free.has(titleOfDeed(deed)) || answers.allows(holdings, deed, lent);
    if (answer) granted++;
    if (answer !== wanted) {
      mismatches.push(
        `${user}: ${titleOfDeed(deed)}: the matrix says ${wanted ? "yes" : "no"}, the cluster ${answer ? "yes" : "no"}`,
      );
    }
  });
  return { cells: cells.length, granted, mismatches: mismatches.sort() };
}

/** What somebody with no role may do. */
export async function allowedToEverybody(
  client: ApiClient,
  asked: readonly Deed[],
): Promise<string[]> {
  const found: string[] = [];
  await inParallel(asked, async (deed) => {
    const who = { user: nobody.user, groups: groupsOf(nobody.holdings) };
    if (await allowed(client, who, deed)) found.push(titleOfDeed(deed));
  });
  return found.sort();
}

/**
 * Asks the API server for **all** rights of every subject in every namespace, and compares the whole
 * lists: no right is left unasked because no question named it. Each single right is a cell.
 */
export async function compareRules(
  client: ApiClient,
  answers: MatrixAnswers,
  subjects: readonly Subject[],
  namespaces: readonly string[],
): Promise<Proof> {
  const free = new Set(await rulesOf(client, nobody, "default"));
  const pairs = subjects.flatMap((who) => namespaces.map((namespace) => ({ who, namespace })));
  let cells = 0;
  let granted = 0;
  const mismatches: string[] = [];
  await inParallel(pairs, async ({ who, namespace }) => {
    const found = new Set(await rulesOf(client, who, namespace));
    const wanted = answers.everything(who.holdings, namespace, who.lent);
    const all = new Set([...found, ...wanted]);
    cells += all.size + 1;
    for (const right of all) {
      if (found.has(right)) granted++;
      if (free.has(right) || found.has(right) === wanted.has(right)) continue;
      mismatches.push(
        `${who.user}: ${right} in ${namespace}: ${wanted.has(right) ? "the matrix alone" : "the cluster alone"} says yes`,
      );
    }
  });
  return { cells, granted, mismatches: mismatches.sort() };
}

/** All rights of somebody in a namespace, with those in the whole cluster. */
async function rulesOf(client: ApiClient, who: Subject, namespace: string): Promise<string[]> {
  const theirs = client.as(who.user, allGroupsOf(who));
  const review = (await theirs.create("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectRulesReview",
    spec: { namespace },
  })) as Review;
  const { evaluationError = "", resourceRules } = review.status;
  // The Node authorizer, which is asked about nodes alone, never lists its rules.
  if (!/^(node authorizer does not support user rule resolution)?$/.test(evaluationError)) {
    throw new Error(`the rules of ${who.user} in ${namespace}: ${evaluationError}`);
  }
  return resourceRules.flatMap(singleRights);
}

interface Review {
  readonly status: {
    readonly resourceRules: readonly {
      readonly verbs: readonly string[];
      readonly apiGroups?: readonly string[];
      readonly resources?: readonly string[];
      readonly resourceNames?: readonly string[];
    }[];
    readonly evaluationError?: string;
  };
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      // All workers take from the one iterator.
      for (const item of left) await work(item);
    }),
  );
}
