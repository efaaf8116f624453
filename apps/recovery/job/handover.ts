import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { messageOf, RefusedError } from "../../../lib/errors";
import { saveFile } from "../../../lib/save-file";

/** Where the containers of a drill's pod find what those before them made. */
export function handoverPlaces(work: string) {
  const restored = join(work, "restored");
  return {
    folder: restored,
    database: join(restored, "tracking.dump"),
    auth: join(restored, "auth.dump"),
    artifacts: join(restored, "artifacts"),
    records: join(restored, "records"),
    /** What was restored, or why nothing was. */
    outcome: join(work, "restore.json"),
    /** There is nothing to prove: the servers between need not start. */
    failed: join(work, "failed"),
  };
}

const phaseSchema = z.strictObject({ name: z.string(), ms: z.number() });

/** What `restore` tells `prove`. */
const outcomeSchema = z.strictObject({
  /** When the drill began. */
  started_at: z.iso.datetime(),
  /** The moment to go back to, and whether somebody asked for it. */
  at: z.iso.datetime(),
  asked: z.boolean(),
  backup: z
    .strictObject({
      store: z.string(),
      id: z.string(),
      consistent_at: z.string(),
      database: z.string(),
      files: z.number(),
      bytes: z.number(),
      tools: z.record(z.string(), z.string()),
    })
    .nullable(),
  phases: z.array(phaseSchema),
  /** Why nothing was restored; null when it was. */
  failure: z.string().nullable(),
});

export type RestoreOutcome = z.output<typeof outcomeSchema>;

/** Writes what a restore came to, whole or not at all. */
export function writeOutcome(work: string, outcome: RestoreOutcome): void {
  const places = handoverPlaces(work);
  if (outcome.failure !== null) writeFileSync(places.failed, `${outcome.failure}\n`);
  saveFile(places.outcome, `${JSON.stringify(outcome, null, 2)}\n`);
}

/** Why there is nothing to prove, or to back up, in the words of the container that failed. */
export function failureIn(work: string): string | undefined {
  const { failed } = handoverPlaces(work);
  return existsSync(failed) ? readFileSync(failed, "utf8").trim() : undefined;
}

/** Reads it back. @throws RefusedError when the container before wrote none */
export function readOutcome(work: string): RestoreOutcome {
  const { outcome } = handoverPlaces(work);
  if (!existsSync(outcome)) {
    throw new RefusedError(`${outcome}: not there; expected what the restore came to`, {
      hint: "See the log of the container `restore`.",
    });
  }
  try {
    return outcomeSchema.parse(JSON.parse(readFileSync(outcome, "utf8")));
  } catch (error) {
    throw new RefusedError(`${outcome}: not usable: ${messageOf(error)}`, { cause: error });
  }
}
