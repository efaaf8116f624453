import { join } from "node:path";
import { type DrillFile, readDrillReports } from "../../components/config/drill-files";
import type { Environment } from "../../components/config/environment";
import { environmentNamed, loadStacks, type Stacks } from "../../components/config/load";
import type { Ledger } from "../exceptions/ledger";

/** What rules know besides resources: the reviewed files, and the day. Plain data. */
export interface Context {
  /** The environment's name, which is the stack's. */
  readonly name: string;
  readonly environment: Environment;
  /** Everything in stacks/. */
  readonly stacks: Stacks;
  /** The committed reports of restore drills, of every environment. */
  readonly drills: readonly DrillFile[];
  /** The repository's root, where committed artifacts lie. */
  readonly root: string;
  readonly now: Date;
  /** What exceptions lifted so far; absent where rules run outside the pack. */
  readonly ledger?: Ledger;
}

/**
 * Reads what rules know about a stack.
 * @throws InputError naming what is wrong in stacks/ or docs/drills, or that the stack has no file there
 */
export function loadContext(name: string, root = join(__dirname, "../..")): Context {
  const stacks = loadStacks(root);
  return {
    name,
    environment: environmentNamed(stacks, name),
    stacks,
    drills: readDrillReports(root),
    root,
    now: new Date(),
  };
}
