import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import { text, type CommandModule } from "../command";
import type { Context } from "../context";
import type { Reporter } from "../output";
import type { Difference, Operation } from "../preview/diff";
import { differenceLines } from "../preview/diff-lines";
import { dollarRange } from "../preview/money";
import type { PlanRequest } from "../preview/plan";
import { checkEnvironment, readProject } from "../preview/project";
import type { PreviewReport } from "../preview/report";
import { plural, treeLines } from "../preview/tree";
import { writeJson, writeMarkdown, writePage, writePicture, writeSarif } from "../preview/write";

/** Seconds that a program may take before it counts as hanging. */
const DEFAULT_TIMEOUT_S = 120;

const OPERATIONS = ["replace", "delete", "change", "add"] as const;

export const preview: CommandModule = {
  usage: "preview [environment]",
  summary: "the whole plan of an environment, with no cloud account, state or Pulumi CLI",
  example: "npx towpath preview prod --against main --out plan/",
  jsonFile: true,
  options: (command) => {
    command
      .option("--against <ref>", "what this checkout changes compared to a Git ref")
      .option("--fail-on <operations>", "exit 1 on any of: add, change, replace, delete")
      .option("--out <folder>", "write the plan as one HTML page")
      .option("--sarif <file>", "write the rules' verdicts as SARIF, for code scanning")
      .option("--markdown <file>", "write a summary for a comment on a pull request")
      .option("--picture <file>", "write the picture of the platform alone, as .svg")
      .option("--all", "list every resource on the terminal, not counts by type")
      .option("--timeout <seconds>", "how long the program may take", String(DEFAULT_TIMEOUT_S))
      .option("--no-policies", "leave the policy pack out");
  },
  run: async ({ paths, report, env }, operands, options) => {
    const asked = askedFor(operands[0], options.json);
    const environment = checkEnvironment(paths.root, asked.environment);
    const failOn = operations(text(options, "failOn"), options.against);
    const request: PlanRequest = {
      environment,
      timeoutMs: seconds(text(options, "timeout")) * 1000,
      policies: options.policies !== false,
      debug: options.debug === true,
      env,
      report,
    };
    // gRPC and the SDK's wire formats: only this command loads them.
    const { makePlan, planAgainst } = await import("../preview/plan.js");
    const plan = await makePlan(readProject(paths.root), request);
    const ref = text(options, "against");
    const against =
      ref === undefined ? undefined : await planAgainst(paths.root, ref, plan, request);

    const file = (name: string) => {
      const path = text(options, name);
      return path === undefined ? undefined : resolve(path);
    };
    const [page, picture] = [file("out"), file("picture")];
    const [sarif, markdown] = [file("sarif"), file("markdown")];
    const written = page === undefined ? undefined : writePage(page, plan.report, against);
    if (picture !== undefined) writePicture(picture, plan.report);
    if (sarif !== undefined) writeSarif(sarif, plan.report, plan.rules, paths.root);
    if (markdown !== undefined) writeMarkdown(markdown, plan.report, against);
    const answer = against === undefined ? plan.report : { ...plan.report, difference: against };
    if (asked.file !== undefined) writeJson(resolve(asked.file), answer);
    report.result(answer);
    for (const line of treeLines(plan.report, { all: options.all === true })) report.line(line);
    if (against !== undefined) {
      for (const line of ["", ...differenceLines(against)]) report.line(line);
    }
    for (const line of plan.warnings) report.line(`warning: ${line}`);
    if (written !== undefined) report.line(`\nPage: ${pathToFileURL(written).href}`);
    return verdict(plan.report, against, failOn, report);
  },
};

/** Where a plan's page lies, and what it says in a line. */
export interface PlanPage {
  readonly environment: string;
  readonly resources: number;
  /** The page's address, `file://…`. */
  readonly page: string;
  readonly summary: string;
}

/** Previews an environment and writes its page. For commands that show a plan on the way. */
export async function writePlanPage(
  { paths, env, report }: Context,
  environment: string,
  folder: string,
): Promise<PlanPage> {
  const { makePlan } = await import("../preview/plan.js");
  const plan = await makePlan(readProject(paths.root), {
    environment,
    timeoutMs: DEFAULT_TIMEOUT_S * 1000,
    policies: true,
    debug: false,
    env,
    report,
  });
  const { resources, violations } = plan.report.summary;
  return {
    environment,
    resources,
    page: pathToFileURL(writePage(folder, plan.report)).href,
    summary: [
      `${environment}: ${plural(resources, "resource")}`,
      plural(violations.mandatory, "mandatory violation"),
      `an estimated ${dollarRange(plan.report.estimate.perMonth)} a month`,
    ].join(", "),
  };
}

/** Says what speaks against the plan. @returns the exit code */
function verdict(
  plan: PreviewReport,
  against: Difference | undefined,
  failOn: readonly Operation[],
  report: Reporter,
): number {
  const { mandatory } = plan.summary.violations;
  if (mandatory > 0) {
    report.refuse(
      `${plural(mandatory, "mandatory violation")} in ${plan.environment}`,
      "Each one says above what to do; a deployment would be refused.",
    );
  }
  const hits = failOn.filter((operation) => (against?.summary[operation] ?? 0) > 0);
  if (hits.length > 0) {
    const found = hits.map((operation) => `${against?.summary[operation] ?? 0} to ${operation}`);
    report.refuse(
      `--fail-on ${failOn.join(",")}: ${found.join(", ")}`,
      "Have the change reviewed by the owner of what goes, or keep the resource: `aliases` for a rename, `protect` for data.",
    );
  }
  return mandatory > 0 || hits.length > 0 ? 1 : 0;
}

function operations(list: string | undefined, against: unknown): Operation[] {
  if (list === undefined) return [];
  if (against === undefined) {
    throw new InputError("--fail-on: there is nothing to compare with", {
      hint: "Add --against with the ref to compare with, for example --against main.",
    });
  }
  return list.split(",").map((one) => {
    const found = OPERATIONS.find((each) => each === one.trim());
    if (found !== undefined) return found;
    throw new InputError(
      `--fail-on: found "${one}"${didYouMean(one, OPERATIONS)}; expected one or more of ${OPERATIONS.join(", ")}`,
    );
  });
}

/** `--json prod` is the environment, `--json plan.json` a file: only one of them has a dot or slash. */
function askedFor(
  operand: string | undefined,
  json: unknown,
): { environment: string | undefined; file: string | undefined } {
  if (typeof json !== "string") return { environment: operand, file: undefined };
  if (operand === undefined && !/[./\\]/.test(json)) return { environment: json, file: undefined };
  return { environment: operand, file: json };
}

function seconds(value = ""): number {
  const found = Number(value);
  if (Number.isFinite(found) && found > 0) return found;
  throw new InputError(`--timeout: found "${value}"; expected a number of seconds above 0`);
}
