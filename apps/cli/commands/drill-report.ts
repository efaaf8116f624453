import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DRILLS_FOLDER } from "../../../components/config/drill-files";
import { hasPassed, signatureProblem } from "../../../components/config/drilled";
import { environmentNamed, loadStacks } from "../../../components/config/load";
import { isDrilled } from "../../../components/config/recovery";
import { RefusedError } from "../../../lib/errors";
import { saveFile } from "../../../lib/save-file";
import { text } from "../command";
import type { Context } from "../context";
import type { DrillReport } from "../../recovery/drill/report";
import { reportPage, signedBy } from "../../recovery/drill/report-page";
import { newestStored, reportPlace, type StoredReport } from "../drill/report-store";
import { during } from "../output";
import { LOCAL } from "../promotion/record";

/**
 * Copies the newest report of an environment into docs/drills, for a commit. One that failed is copied
 * as well: a promotion waits for the next that passes, and everybody sees why.
 */
export async function drillReport(
  context: Context,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { paths, report } = context;
  const environment = text(options, "env") ?? LOCAL;
  const stacks = loadStacks(paths.root);
  const { settings } = environmentNamed(stacks, environment);
  const from = reportPlace(context, environment, text(options, "from"));
  const found = await during(
    report,
    `newest report of ${environment}`,
    () => newestStored(from, environment),
    (one) => one?.name ?? "none",
  );
  if (found === undefined) {
    throw new RefusedError(`${from.place} has no report of a drill of ${environment}.`, {
      hint:
        environment === LOCAL
          ? "Run one: npx towpath drill restore"
          : "Run one: kubectl -n recovery create job --from=cronjob/drill drill-now",
    });
  }
  const problem = signatureProblem(found.report, stacks.access);
  const isSigned = found.report.signature !== undefined;
  if (problem !== undefined && (isSigned || isDrilled(settings))) {
    throw new RefusedError(`${from.place}/${found.name} ${problem}.`, {
      hint: "Whose signature counts, signers: of stacks/access.yaml says. Nothing was copied.",
    });
  }
  const file = copy(paths.root, found);
  report.result({
    environment,
    file,
    passed: hasPassed(found.report),
    finished_at: found.report.finished_at,
    signed_by: found.report.signature?.by ?? null,
  });
  report.line(file);
  report.line(`verdict    ${hasPassed(found.report) ? "passed" : "failed"}`);
  report.line(`signed by  ${signedBy(found.report)}`);
  report.line(`Next: git add ${DRILLS_FOLDER}, commit, and have it reviewed`);
  return 0;
}

/**
 * The JSON byte for byte, and its page made anew from it: a page that came along is signed by nobody.
 * @throws RefusedError over another report of the same moment
 */
function copy(root: string, { name, text: json, report }: StoredReport): string {
  const file = join(DRILLS_FOLDER, name);
  const target = join(root, file);
  if (existsSync(target) && readFileSync(target, "utf8") !== json) {
    throw new RefusedError(`${file} is there already, and says something else.`, {
      hint: "A report is never changed. Look which of the two is right, and take the other away.",
    });
  }
  saveFile(target, json);
  const full: DrillReport = report;
  saveFile(join(root, DRILLS_FOLDER, `${basename(name, ".json")}.md`), reportPage(full));
  return file;
}
