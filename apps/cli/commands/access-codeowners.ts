import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadStacks } from "../../../components/config/load";
import {
  CODEOWNERS,
  CODEOWNERS_OF_GITLAB,
  codeOwners,
} from "../../../components/config/owners/codeowners";
import { InputError } from "../../../lib/errors";
import { saveFile } from "../../../lib/save-file";
import type { AccessAction } from "../access/action";

/** Who reviews which file, as the code's host reads it. Without --write it only checks the file. */
export const accessCodeowners: AccessAction = {
  options: (command) =>
    command
      .option("--write", `codeowners: write ${CODEOWNERS}`)
      .option("--gitlab", `codeowners: the file of GitLab, ${CODEOWNERS_OF_GITLAB}`),
  run: ({ paths, report }, operands, options) => {
    if (operands.length > 0) {
      throw new InputError(`access codeowners: found "${operands[0] ?? ""}"; expected no name`);
    }
    const file = options.gitlab === true ? CODEOWNERS_OF_GITLAB : CODEOWNERS;
    const path = join(paths.root, file);
    const { text, lacking } = codeOwners(loadStacks(paths.root));
    const fresh = existsSync(path) && readFileSync(path, "utf8") === text;
    const written = !fresh && options.write === true;
    if (written) saveFile(path, text);
    report.result({ file, fresh: fresh || written, written, lacking, text });
    report.line(text);
    if (lacking.length > 0) {
      report.line(`Without a handle in stacks/ownership.yaml: ${lacking.join(", ")}.`);
    }
    report.line(
      written ? `${file} written: commit it.` : `${file} is ${fresh ? "" : "not "}fresh.`,
    );
    if (fresh || written) return Promise.resolve(0);
    report.refuse(
      `${file} is not what stacks/ownership.yaml says`,
      `npx towpath access codeowners --write${options.gitlab === true ? " --gitlab" : ""}`,
    );
    return Promise.resolve(1);
  },
};
