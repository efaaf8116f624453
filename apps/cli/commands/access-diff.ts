import { InputError } from "../../../lib/errors";
import { accessSentences } from "../access/access-change";
import { type AccessAction, noNames } from "../access/action";
import { accessAgainst } from "../access/against";
import { text } from "../command";
import { withCheckout } from "../preview/against";

/** Who gains and who loses by a change, identity by identity. */
export const accessDiff: AccessAction = {
  options: (command) =>
    command.option("--against <git ref>", "diff: the commit to compare stacks/access.yaml with"),
  run: async (context, names, options) => {
    noNames("diff", names);
    const against = text(options, "against");
    if (against === undefined) {
      throw new InputError("access diff: no --against; expected the commit to compare with", {
        hint: "npx towpath access diff --against main",
      });
    }
    const { report } = context;
    const { root } = context.paths;
    await withCheckout(root, against, (before, commit) => {
      const changes = accessAgainst(before, root, context.now()) ?? [];
      report.result({ against: commit, changes });
      for (const sentence of accessSentences(changes)) report.line(sentence);
      if (changes.length === 0) report.line(`Nobody gains or loses anything against ${against}.`);
      return Promise.resolve();
    });
    return 0;
  },
};
