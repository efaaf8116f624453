import type { MlflowClient } from "../../jobs/tracking/client";
import { type ArtifactReader, ClientReader, FolderReader } from "../../recovery/artifact-reader";
import { StoreReader } from "../../recovery/store-reader";
import { TrackingReader } from "../../recovery/tracking-reader";
import { type Consistency, verifyConsistency } from "../../recovery/verify";
import { environmentNamed, loadStacks } from "../../../components/config/load";
import { InputError } from "../../../lib/errors";
import { ObjectStore } from "../../../lib/object-store/client";
import { text } from "../command";
import type { Context } from "../context";
import { rightsThen } from "../data/rights-then";
import { promotedVersions } from "../drill/records";
import { during } from "../output";
import { LOCAL } from "../promotion/record";
import { artifactFolder, artifactRoot, isEmbedded } from "../recovery/estate";
import { openTracking } from "../tracking/open";

/** Asks the live data whether database, artifacts and records still belong together. */
export async function drillVerify(
  context: Context,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const environment = text(options, "env") ?? LOCAL;
  const { report, paths, env } = context;
  environmentNamed(loadStacks(paths.root), environment);
  checkTrackingNamed(context, environment);
  const found = await during(
    report,
    `verify ${environment}`,
    async (step) => {
      const { uri } = await openTracking(context, step);
      const client = new TrackingReader({ uri, env });
      return verifyConsistency({
        runs: await client.allRuns(),
        versions: await client.searchModelVersions(""),
        records: promotedVersions(
          paths.root,
          environment === LOCAL ? paths.localServices : undefined,
          environment,
        ),
        artifacts: readerOf(context, environment, client),
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
    `See what a backup has: npx towpath drill restore${environment === LOCAL ? "" : ` --env ${environment}`}`,
  );
  return 1;
}

/** @throws InputError for another environment whose server is not named */
function checkTrackingNamed({ env }: Context, environment: string): void {
  if (environment === LOCAL || (env.MLFLOW_TRACKING_URI ?? "") !== "") return;
  throw new InputError(
    `MLFLOW_TRACKING_URI is not set; expected the tracking server of ${environment}`,
    {
      hint: "Set it, MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, and the variables of AWS's SDKs for the artifacts: docs/recovery.md, Drill.",
    },
  );
}

/** The folder of this machine where it is the one in use, else the server, and S3 beside it. */
function readerOf(context: Context, environment: string, client: MlflowClient): ArtifactReader {
  const root = artifactRoot(context);
  const named = (context.env.TOWPATH_ARTIFACTS ?? "") !== "" && root === undefined;
  if (environment === LOCAL && (named || isEmbedded(context))) {
    return new FolderReader(artifactFolder(context));
  }
  return new ClientReader(client, new StoreReader(new ObjectStore({ env: context.env }), root));
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
