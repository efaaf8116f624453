import { environmentNamed, loadStacks } from "../../../components/config/load";
import { BACKUPS_KEPT } from "../../../components/config/recovery";
import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import { BACK_UP_IN_CLUSTER, readCatalog } from "../../recovery/catalog";
import { prune } from "../../recovery/prune";
import { type CommandModule, text } from "../command";
import type { Context } from "../context";
import { LOCAL } from "../promotion/record";
import { size } from "../../../lib/size";
import { backUp } from "../recovery/backing-up";
import { recoveryPlaces } from "../recovery/estate";
import { withLock } from "../tracking/lock";

/** What `towpath backup` can do beside making one. */
const ACTIONS = { now: makeOne, list: listThem, prune: pruneThem } as const;

const HELP = `
Actions:
  now     make a backup (default)
  list    what is there
  prune   take old ones away: kept are the newest of ${BACKUPS_KEPT.daily} days, ${BACKUPS_KEPT.weekly} weeks and ${BACKUPS_KEPT.monthly} months`;

export const backup: CommandModule = {
  usage: "backup [action]",
  summary: "back up the tracking database, the artifacts and the promotion records, encrypted",
  example: "npx towpath backup",
  options: (command) =>
    command
      .option("--env <environment>", `whose data (default: ${LOCAL})`)
      .option("--from <store>", "where backups are, a folder or s3://… (default: TOWPATH_BACKUPS)")
      .option("--dry-run", "prune: only say what would go")
      .addHelpText("after", HELP),
  run: async (context, [action = "now"], options) => {
    const environment = text(options, "env") ?? LOCAL;
    environmentNamed(loadStacks(context.paths.root), environment);
    const names = Object.keys(ACTIONS);
    if (!Object.hasOwn(ACTIONS, action)) {
      throw new InputError(
        `backup: found "${action}"${didYouMean(action, names)}; expected one of ${names.join(", ")}`,
      );
    }
    const dryRun = options.dryRun === true;
    if (environment !== LOCAL) checkReadsOnly(action, environment, dryRun);
    const from = text(options, "from");
    const env = from === undefined ? context.env : { ...context.env, TOWPATH_BACKUPS: from };
    await ACTIONS[action as keyof typeof ACTIONS]({ ...context, env }, environment, dryRun);
    return 0;
  },
};

/** What is written in a cluster's store, its own job writes: nobody's lock here keeps the two apart. */
function checkReadsOnly(action: string, environment: string, dryRun: boolean): void {
  if (action === "list" || (action === "prune" && dryRun)) return;
  throw new InputError(
    `backup ${action}: found --env ${environment}; expected ${LOCAL}: the CronJob \`backup\` of ${environment} makes its backups and takes old ones away`,
    {
      hint:
        action === "prune" ? "See what it would take: add --dry-run" : `Now: ${BACK_UP_IN_CLUSTER}`,
    },
  );
}

async function makeOne(context: Context): Promise<void> {
  const { id, manifest } = await backUp(context);
  const { objects, ...told } = manifest;
  context.report.result({ id, ...told, objects: objects.length });
  context.report.line(`${recoveryPlaces(context).store.place}: ${id}`);
}

async function listThem(context: Context, environment: string): Promise<void> {
  const { report } = context;
  const { store } = recoveryPlaces(context, environment);
  const { backups, damaged } = await readCatalog(store, environment);
  const rows = backups.map(({ id, manifest }) => ({
    id,
    consistent_at: manifest.consistent_at,
    database: manifest.database.kind,
    files: manifest.files,
    plain_bytes: manifest.plain_bytes,
    added_bytes: manifest.added_bytes,
    recipient: manifest.recipient,
  }));
  report.result({ place: store.place, backups: rows, damaged });
  for (const row of rows) {
    report.line(`${row.id}  ${row.database}  ${row.files} files  ${size(row.plain_bytes)}`);
  }
  for (const { id, reason } of damaged) report.line(`${id}  damaged: ${reason}`);
  if (rows.length + damaged.length === 0) report.line(`No backup in ${store.place}.`);
}

async function pruneThem(context: Context, environment: string, dryRun: boolean): Promise<void> {
  const { report } = context;
  const { store, storeLock } = recoveryPlaces(context, environment);
  const work = () => prune(store, environment, BACKUPS_KEPT, dryRun);
  const done = await withLock(storeLock, work);
  report.result({ place: store.place, dry_run: dryRun, ...done });
  for (const { id, reasons } of done.kept) report.line(`kept     ${id}  ${reasons.join(", ")}`);
  for (const id of done.removed) report.line(`${dryRun ? "to go   " : "removed "} ${id}`);
  report.line(
    `${done.objects} objects, ${size(done.bytes)}${dryRun ? " would be freed" : " freed"}`,
  );
}
