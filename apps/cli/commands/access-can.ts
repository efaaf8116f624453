import { environmentNamed, loadStacks } from "../../../components/config/load";
import { InputError } from "../../../lib/errors";
import type { AccessAction } from "../access/action";
import { can } from "../access/can";
import { type RightsInWords, rightsInWords } from "../access/rights-words";
import { text } from "../command";

/** May somebody do something, why, and what that grants? Exit code 0 is yes, 1 no. */
export const accessCan: AccessAction = {
  // `--env` is declared by `owner`.
  options: (command) => command,
  run: (context, [subject, action, ...more], options) => {
    const env = text(options, "env");
    if (subject === undefined || action === undefined || more.length > 0) {
      throw new InputError("access can: expected an identity or a role, and an action", {
        hint: "For example: npx towpath access can dana restore-artifact --env prod",
      });
    }
    const stacks = loadStacks(context.paths.root);
    const onAws = env === undefined || environmentNamed(stacks, env).kind === "aws";
    const answer = can(stacks.access, subject, action, context.now());
    const { report } = context;
    const grants = answer.by.map(({ from, meaning }) => {
      const rights = rightsInWords(meaning);
      return { from, ...(onAws ? rights : { ...rights, aws: [], denied: [] }) };
    });
    const { by: _by, ...said } = answer;
    report.result({ ...said, environment: env ?? null, grants });
    report.line(`${answer.allowed ? "yes" : "no"}: ${subject}, ${action}`);
    for (const link of answer.chain) report.line(`  → ${link}`);
    for (const grant of grants) {
      report.line(`${grant.from} grants:`);
      for (const line of rightLines(grant, onAws)) report.line(`  ${line}`);
    }
    return answer.allowed ? 0 : 1;
  },
};

function rightLines({ kubernetes, aws, denied }: RightsInWords, onAws: boolean): string[] {
  const lines = [
    ...kubernetes.map((line) => `cluster  ${line}`),
    ...aws.map((line) => `AWS      ${line}`),
    ...denied.map((line) => `never    ${line}`),
  ];
  if (lines.length > 0) return lines;
  return [onAws ? "nothing in the cluster or in AWS: a duty alone" : "nothing in the cluster"];
}
