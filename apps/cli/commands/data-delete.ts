import { InputError } from "../../../lib/errors";
import { text } from "../command";
import type { Context } from "../context";
import { deleteVersion } from "../data/delete-version";
import { whoAmI } from "../identity";
import { during } from "../output";
import { openTracking } from "../tracking/open";

/** Deletes a version that no record names, and leaves a tombstone. */
export async function dataDelete(
  context: Context,
  options: Readonly<Record<string, unknown>>,
  [model = "", version = ""]: readonly (string | undefined)[],
): Promise<number> {
  const reason = text(options, "reason")?.trim() ?? "";
  const approver = text(options, "approver") ?? "";
  if (model === "" || version === "") {
    throw new InputError("data delete: expected a registered model and a version", {
      hint: "Such as: npx towpath data delete support-triage 3 --reason … --approver …",
    });
  }
  if (reason === "") throw new InputError('--reason: found ""; expected why the version is let go');
  if (approver === "") throw new InputError("--approver: found nobody; expected who approves it");
  const deleter = whoAmI(context, text(options, "as"));
  const { report } = context;
  const stone = await during(
    report,
    `delete ${model} ${version}`,
    async (step) => {
      const client = await openTracking(context, step);
      step.update("records, people, files");
      return deleteVersion(context, client, {
        ...{ model, version, reason },
        people: { deleter, approver },
      });
    },
    ({ files }) => `${files.length} files`,
  );
  report.result(stone);
  report.line(`${stone.model} version ${stone.version} is deleted; its tombstone lies at`);
  report.line(stone.artifact_uri);
  report.line(
    stone.artifact_uri.startsWith("s3://")
      ? "Its files can be brought back as older versions of the bucket: towpath data retention says how long."
      : "Its files can be brought back from a backup made before: towpath drill restore --keep.",
  );
  return 0;
}
