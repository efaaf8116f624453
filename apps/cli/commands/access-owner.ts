import { environmentNames, loadStacks, type Stacks } from "../../../components/config/load";
import { DeclaredOwners } from "../../../components/config/owners/declared";
import type { Resolution } from "../../../components/config/owners/resolution";
import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import type { AccessAction } from "../access/action";
import { ownerLines } from "../access/owner-lines";
import { PlannedOwners } from "../access/planned-owners";
import { readRunbooks } from "../access/runbooks";
import { text } from "../command";
import type { Context } from "../context";
import { checkEnvironment, readProject } from "../preview/project";

/** Where resources are looked for when no environment is named: the one that has the most. */
const USUAL = "prod";
/** Seconds that the program may take. */
const TIMEOUT_S = 120;
/** `urn:pulumi:STACK::PROJECT::TYPES::NAME`. */
const URN = /^urn:pulumi:([^:]+)::/;

/**
 * Who answers for something. What stands in stacks/ or docs/runbooks is answered from there; anything
 * else is looked for among the resources of a preview.
 */
export const accessOwner: AccessAction = {
  options: (command) =>
    command.option(
      "--env <environment>",
      `can: what it grants there; owner: whose plan to look in (default: ${USUAL})`,
    ),
  run: async (context, [name, ...more], options) => {
    if (name === undefined || more.length > 0) {
      throw new InputError("access owner: expected one name or URN", {
        hint: "For example: npx towpath access owner support-triage",
      });
    }
    const { root } = context.paths;
    const stacks = loadStacks(root);
    const asked = text(options, "env") ?? URN.exec(name)?.[1];
    if (asked !== undefined) checkEnvironment(root, asked);
    const declared = new DeclaredOwners(stacks, readRunbooks(root), context.now());
    const found = declared.of(name);
    if (found.length > 0 && asked === undefined) return answer(context, name, null, found);

    const environment = asked ?? usual(root);
    const planned = await plannedOwners(context, environment, stacks);
    const resources = planned.of(name).map((one) => withRotation(one, declared, environment));
    const all = [...found, ...resources];
    if (all.length > 0) return answer(context, name, environment, all);
    const names = [...declared.names, ...planned.names];
    throw new InputError(
      `access owner: found "${name}"${didYouMean(name, names)}; expected a name in stacks/, a runbook, or a resource of ${environment}`,
      { hint: `npx towpath preview ${environment} --all lists its resources.` },
    );
  },
};

/** Prints the answers. @returns 1 where nobody answers for one of them */
function answer(
  { report }: Context,
  name: string,
  environment: string | null,
  found: readonly Resolution[],
): number {
  report.result({ name, environment, answers: found });
  report.line(found.map((one) => ownerLines(one).join("\n")).join("\n\n"));
  const unowned = found.filter(({ owned }) => !owned).length;
  if (unowned === 0) return 0;
  report.refuse(
    `nobody answers for ${name}`,
    "Tag it with its owner, or complete stacks/ownership.yaml (docs/ownership.md).",
  );
  return 1;
}

async function plannedOwners(
  { paths, env, report }: Context,
  environment: string,
  { ownership }: Stacks,
): Promise<PlannedOwners> {
  // gRPC and the SDK's wire formats: only a question about a resource loads them.
  const { makePlan } = await import("../preview/plan.js");
  const plan = await makePlan(readProject(paths.root), {
    environment,
    timeoutMs: TIMEOUT_S * 1000,
    policies: false,
    debug: false,
    env,
    report,
  });
  return new PlannedOwners(plan.report.resources, ownership);
}

/** A secret of the plan, with its rotation in that environment where it is somebody's duty. */
function withRotation(
  found: Resolution,
  declared: DeclaredOwners,
  environment: string,
): Resolution {
  const duty = declared.rotationOf(found.name)?.[environment];
  if (!found.owned || found.kind !== "secret" || duty === undefined) return found;
  return { ...found, rotation: { [environment]: duty } };
}

function usual(root: string): string {
  const names = environmentNames(root);
  return names.includes(USUAL) ? USUAL : checkEnvironment(root, names[0]);
}
