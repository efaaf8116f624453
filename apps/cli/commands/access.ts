import { loadStacks } from "../../../components/config/load";
import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import { accessSentences } from "../access/access-change";
import { accessAgainst } from "../access/against";
import { can } from "../access/can";
import { endingGrants, endingLine } from "../access/expiring";
import { type RightsInWords, rightsInWords } from "../access/rights-words";
import { type CommandModule, text } from "../command";
import type { Context } from "../context";
import { withCheckout } from "../preview/against";

const QUESTIONS = ["can", "expiring", "diff"] as const;
/** Days ahead that `expiring` looks where nobody says otherwise: a week to ask for another. */
const DEFAULT_DAYS = 7;

export const access: CommandModule = {
  usage: "access <question> [names...]",
  summary: "can: may somebody do something, and why; expiring: grants; diff: who gains and loses",
  example: "npx towpath access can dana restore-artifact --env prod",
  options: (command) => {
    command
      .option("--env <environment>", "can: what it grants there (default: on AWS)")
      .option("--within <days>", `expiring: how far ahead (default: ${DEFAULT_DAYS})`)
      .option("--against <git ref>", "diff: the commit to compare stacks/access.yaml with")
      .addHelpText(
        "after",
        `
Questions:
  can <identity|role> <action>   exit code 0: yes, 1: no
  expiring                       grants that are over, or end soon
  diff --against <git ref>       gains and losses, identity by identity`,
      );
  },
  run: async (context, [question = "", ...operands], options) => {
    const names = operands.filter((name) => name !== undefined);
    switch (question) {
      case "can":
        return canCommand(context, names, text(options, "env"));
      case "expiring":
        return expiring(context, names, text(options, "within"));
      case "diff":
        return diff(context, names, text(options, "against"));
      default:
        throw new InputError(
          `access: found "${question}"${didYouMean(question, QUESTIONS)}; expected one of ${QUESTIONS.join(", ")}`,
        );
    }
  },
};

function canCommand(context: Context, names: readonly string[], env: string | undefined): number {
  const [subject, action] = names;
  if (subject === undefined || action === undefined || names.length > 2) {
    throw new InputError(
      `access can: found ${names.length} names; expected an identity or a role, and an action`,
    );
  }
  const stacks = loadStacks(context.paths.root);
  const onAws = env === undefined || environmentOf(stacks.environments, env).kind === "aws";
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
}

function rightLines({ kubernetes, aws, denied }: RightsInWords, onAws: boolean): string[] {
  const lines = [
    ...kubernetes.map((line) => `cluster  ${line}`),
    ...aws.map((line) => `AWS      ${line}`),
    ...denied.map((line) => `never    ${line}`),
  ];
  if (lines.length > 0) return lines;
  return [onAws ? "nothing in the cluster or in AWS: a duty alone" : "nothing in the cluster"];
}

function environmentOf<T>(environments: Readonly<Record<string, T>>, name: string): T {
  const found = Object.hasOwn(environments, name) ? environments[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(environments);
  throw new InputError(
    `--env: found "${name}"${didYouMean(name, names)}; expected one of ${names.join(", ")}`,
  );
}

function expiring(context: Context, names: readonly string[], within: string | undefined): number {
  none("expiring", names);
  const days = within === undefined ? DEFAULT_DAYS : Number(within);
  if (!Number.isFinite(days) || days < 0 || within?.trim() === "") {
    throw new InputError(`--within: found "${within ?? ""}"; expected a number of days, 0 or more`);
  }
  const { access: file } = loadStacks(context.paths.root);
  const grants = endingGrants(file, days, context.now());
  context.report.result({ within_days: days, grants });
  for (const grant of grants) context.report.line(endingLine(grant));
  if (grants.length === 0) context.report.line(`No grant ends within ${days} days.`);
  return 0;
}

async function diff(
  context: Context,
  names: readonly string[],
  against: string | undefined,
): Promise<number> {
  none("diff", names);
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
}

function none(question: string, names: readonly string[]): void {
  if (names.length > 0) {
    throw new InputError(`access ${question}: found ${names.join(" ")}; expected no names`);
  }
}
