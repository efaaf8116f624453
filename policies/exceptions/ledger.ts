import type { Exception } from "../../components/config/exceptions";
import type { Subject } from "../engine/subject";
import { matcher } from "./target";

/** What the ledger asks of a rule. */
interface Named {
  readonly id: string;
}

/** Why an exception lifts nothing. */
export type Void = "expired" | "not-exemptible";

/** An exception of this stack. */
export interface Entry extends Exception {
  /** `policies/exceptions.yaml:9`. */
  readonly place: string;
  /** Set where it lifts nothing. */
  readonly void?: Void | undefined;
}

/** A violation that an exception lifted. */
export interface Use {
  readonly entry: Entry;
  readonly at: Subject;
  readonly message: string;
}

/** An exception's part of the account. */
interface Account {
  readonly entry: Entry;
  readonly matches: (urn: string) => boolean;
  /** URNs that it covers and about which its rule had its say. */
  readonly judged: Set<string>;
  /** URNs of them that the rule could not tell about. */
  readonly undecided: Set<string>;
  /** What it lifted, by resource and message: a rule that is asked twice has said it once. */
  readonly lifted: Map<string, Use>;
  /** Other exceptions that would have lifted the same. */
  readonly rivals: Set<Entry>;
}

/**
 * Lifts violations as policies/exceptions.yaml says, and keeps account of it in memory: what was
 * lifted, and what each exception's rule was asked, so that nobody calls an exception unused whose
 * rule never had its say. It lives as long as the pack's process, which is one preview or update.
 */
export class Ledger {
  private readonly accounts: readonly Account[];
  private readonly byPolicy = new Map<string, Account[]>();

  /** @param entries the exceptions of this stack, in the file's order */
  constructor(entries: readonly Entry[]) {
    this.accounts = entries.map((entry) => ({
      entry,
      matches: matcher(entry.target),
      judged: new Set(),
      undecided: new Set(),
      lifted: new Map(),
      rivals: new Set(),
    }));
    for (const account of this.accounts) {
      const { policy } = account.entry;
      this.byPolicy.set(policy, [...(this.byPolicy.get(policy) ?? []), account]);
    }
  }

  /** Notes that a rule had its say about a resource, be it none of the types that it is about. */
  asked(rule: Named, at: Subject): void {
    for (const account of this.covering(rule, at)) account.judged.add(at.urn);
  }

  /** Notes that a rule cannot tell about a resource before it is deployed. */
  undecided(rule: Named, at: Subject): void {
    for (const account of this.covering(rule, at)) account.undecided.add(at.urn);
  }

  /** Is a resource left as it is by a rule that would mend it? */
  spares(rule: Named, at: Subject): boolean {
    return this.covering(rule, at).some(isValid);
  }

  /** @returns whether a violation is lifted; it is in the account then */
  lift(rule: Named, at: Subject, message: string): boolean {
    const [account, ...rivals] = this.covering(rule, at).filter(isValid);
    if (account === undefined) return false;
    account.lifted.set(`${at.urn}\n${message}`, { entry: account.entry, at, message });
    for (const { entry } of rivals) account.rivals.add(entry);
    return true;
  }

  /** Everything that was lifted, in the order of the file. */
  get uses(): readonly Use[] {
    return this.accounts.flatMap(({ lifted }) => [...lifted.values()]);
  }

  /** The exceptions of this stack. */
  get entries(): readonly Entry[] {
    return this.accounts.map(({ entry }) => entry);
  }

  /** Pairs that lifted the same violation: the first of them did. */
  get overlaps(): readonly { readonly first: Entry; readonly second: Entry }[] {
    return this.accounts.flatMap(({ entry, rivals }) =>
      [...rivals].map((second) => ({ first: entry, second })),
    );
  }

  /**
   * Valid exceptions that lifted nothing, although their rule ran and could tell about every resource
   * that they cover. One that another anticipated is an overlap, and not unused.
   * @param resources the whole stack
   */
  unused(resources: readonly Pick<Subject, "urn">[]): readonly Entry[] {
    const second = new Set(this.overlaps.map((pair) => pair.second));
    return this.accounts
      .filter(
        (account) =>
          isValid(account) &&
          account.lifted.size === 0 &&
          account.undecided.size === 0 &&
          !second.has(account.entry) &&
          resources.every(({ urn }) => account.judged.has(urn) || !account.matches(urn)),
      )
      .map(({ entry }) => entry);
  }

  private covering(rule: Named, at: Subject): readonly Account[] {
    const accounts = this.byPolicy.get(rule.id);
    // As good as always: nearly every question is about a rule that no exception names.
    if (accounts === undefined) return NONE;
    return accounts.filter(({ matches }) => matches(at.urn));
  }
}

const NONE: readonly Account[] = [];

function isValid({ entry }: Account): boolean {
  return entry.void === undefined;
}
