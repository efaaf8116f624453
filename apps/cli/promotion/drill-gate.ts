import type { Access } from "../../../components/config/access";
import { readDrillReports } from "../../../components/config/drill-files";
import { drillProblem, type DrillProblem } from "../../../components/config/drilled";
import type { PostureSettings } from "../../../components/config/posture";
import { isDrilled } from "../../../components/config/recovery";
import { RefusedError } from "../../../lib/errors";

/**
 * No promotion where restores are not proved: the newest report of the environment in docs/drills must
 * be signed, and its drill have passed at most eight days ago. A rollback never asks.
 * @throws RefusedError saying what was found, and which command helps
 */
export function checkDrill(asked: {
  readonly root: string;
  readonly environment: string;
  readonly settings: PostureSettings;
  readonly access: Access;
  readonly now: Date;
}): void {
  const { environment, access } = asked;
  if (!isDrilled(asked.settings)) return;
  const reports = readDrillReports(asked.root);
  const problem = drillProblem({ environment, moment: asked.now, reports, access });
  if (problem === undefined) return;
  throw new RefusedError(`${environment} ${problem.message}.`, {
    hint: help(problem.kind, environment),
  });
}

/** What helps. The first command of each needs no right in the cluster. */
function help(kind: DrillProblem["kind"], environment: string): string {
  const copy = `npx towpath drill report --env ${environment} --from s3://<bucket of reports>/drills`;
  const drill = "kubectl -n recovery create job --from=cronjob/drill drill-now";
  switch (kind) {
    case "missing":
      return `Copy the newest report, and commit it: ${copy}. Is there none, start a drill first: ${drill}`;
    case "old":
      return `Copy a newer report, and commit it: ${copy}. Is there none, start a drill first: ${drill}`;
    case "failed":
      return `docs/runbooks/drill-failed.md says what to do. Then drill again: ${drill}, and ${copy}`;
    case "unsigned":
      return `Name the signer's public key under signers: of stacks/access.yaml, in a reviewed change. Make a key: npx towpath drill key. Then drill again and ${copy}`;
  }
}
