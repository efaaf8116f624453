import { ClientReader, FolderReader } from "../../recovery/artifact-reader";
import { StoreReader } from "../../recovery/store-reader";
import { TrackingReader } from "../../recovery/tracking-reader";
import { type Consistency, verifyConsistency } from "../../recovery/verify";
import { ObjectStore } from "../../../lib/object-store/client";
import { text } from "../command";
import type { Context } from "../context";
import { rightsThen } from "../data/rights-then";
import { promotedVersions } from "../drill/records";
import { during } from "../output";
import { LOCAL } from "../promotion/record";
import { artifactFolder, checkLocal, isEmbedded } from "../recovery/estate";
import { openTracking } from "../tracking/open";

/** Asks the live data whether database, artifacts and records still belong together. */
export async function drillVerify(
  context: Context,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  checkLocal(text(options, "env") ?? LOCAL);
  const { report, paths, env } = context;
  const found = await during(
    report,
    `verify ${LOCAL}`,
    async (step) => {
      const { uri } = await openTracking(context, step);
      const client = new TrackingReader({ uri, env });
      const named = (env.TOWPATH_ARTIFACTS ?? "") !== "";
      return verifyConsistency({
        runs: await client.allRuns(),
        versions: await client.searchModelVersions(""),
        records: promotedVersions(paths.root, paths.localServices, LOCAL),
        artifacts:
          named || isEmbedded(context)
            ? new FolderReader(artifactFolder(context))
            : new ClientReader(client, new StoreReader(new ObjectStore({ env }))),
        tombstones: { noRight: rightsThen(paths.root) },
        onProgress: (detail) => {
          step.update(detail);
        },
      });
    },
    ({ model_versions, records }) => `${model_versions} versions, ${records} promoted`,
  );
  report.result(found);
  print(context, found);
  if (found.missing.length === 0) return 0;
  report.refuse(
    `${found.missing.length} of what was promised ${found.missing.length === 1 ? "is" : "are"} missing`,
    "See what a backup has: npx towpath drill restore",
  );
  return 1;
}

function print({ report }: Context, found: Consistency): void {
  const groups: [string, readonly string[]][] = [
    ["missing", found.missing.map(({ name, problem }) => `${name}: ${problem}`)],
    ["deleted", found.deleted],
    ["orphan", found.orphans ?? []],
    ["unfinished", found.unfinished],
    ["unpinned", found.unpinned],
  ];
  for (const [title, lines] of groups) {
    for (const line of lines) report.line(`${title.padEnd(11)} ${line}`);
  }
  const { runs, files, missing } = found;
  report.line(`${runs} runs, ${files} files compared, ${missing.length} missing.`);
}
