/** One line of what is kept: a place, how long, and why. */
export interface RetentionRow {
  readonly kind: RetainedKind;
  /** The bucket's purpose, else the resource's name in the program. */
  readonly place: string;
  /** Beginning of the keys in a bucket that it is about; empty for whatever no other row names. */
  readonly prefix: string;
  /** Days until it goes by itself; null: until somebody deletes it. */
  readonly keptDays: number | null;
  /**
   * Days in which what was deleted or replaced can be brought back from the same place; null: for
   * ever, 0: not at all.
   */
  readonly restorableDays: number | null;
  /** Days in which nobody can delete it for good without lifting a lock first. */
  readonly lockedDays: number;
  /** A copy in the second region. */
  readonly copied: boolean;
  /** What else ends its time: the newest so many. @default nothing */
  readonly limit?: string;
  readonly why: string;
}

/** What keeps something. */
export type RetainedKind =
  | "backup"
  | "bucket"
  | "database"
  | "folder"
  | "images"
  | "key"
  | "logs"
  | "runs"
  | "secret"
  | "volume";

/** What a row says without words: what can be compared with a plan. */
export type RetentionNumbers = Omit<RetentionRow, "prefix" | "why">;

/** Nothing but what is given: kept until somebody deletes it, and then gone. */
export const row = (
  given: Pick<RetentionRow, "kind" | "place" | "why"> & Partial<RetentionRow>,
): RetentionRow => ({
  prefix: "",
  keptDays: null,
  restorableDays: 0,
  lockedDays: 0,
  copied: false,
  ...given,
});
