import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { environmentNamed, loadStacks } from "../../../components/config/load";
import { machineRows, retentionRows } from "../../../components/config/retention/listing";
import { InputError, messageOf } from "../../../lib/errors";
import { text } from "../command";
import type { Context } from "../context";
import { differences } from "../data/compare";
import { heldBy, type PlannedResource } from "../data/held";
import { cellsOf, COLUMNS } from "../data/retention-page";
import { LOCAL } from "../promotion/record";

/** What an environment keeps; with `--plan`, whether a preview of it says the same. */
export function dataRetention(
  { paths, report }: Context,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const name = text(options, "env") ?? LOCAL;
  const environment = environmentNamed(loadStacks(paths.root), name);
  const rows = retentionRows(environment);
  const machine = name === LOCAL ? machineRows() : [];
  const plan = text(options, "plan");
  const wrong =
    plan === undefined
      ? []
      : differences(rows, heldBy(readPlan(plan, name)), environment.kind === "kubernetes");
  report.result({
    environment: name,
    posture: environment.posture,
    kept: [...rows, ...machine],
    ...(plan === undefined ? {} : { differences: wrong }),
  });
  const cells = [[...COLUMNS], ...[...rows, ...machine].map(cellsOf)];
  const widths = COLUMNS.map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of cells) {
    report.line(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
  for (const line of wrong) report.line(`differs  ${line}`);
  if (wrong.length === 0) return Promise.resolve(0);
  report.refuse(
    `${wrong.length} of what is listed for ${name} and what ${plan ?? ""} plans differ`,
    "The listing is made from components/config/retention, as the components should be: look which of them reads something else.",
  );
  return Promise.resolve(1);
}

const planSchema = z.object({
  environment: z.string(),
  resources: z.array(
    z.object({
      urn: z.string(),
      type: z.string(),
      name: z.string(),
      inputs: z.record(z.string(), z.unknown()),
      propertyDependencies: z.record(z.string(), z.array(z.string())),
    }),
  ),
});

function readPlan(file: string, environment: string): { resources: PlannedResource[] } {
  if (!existsSync(file)) {
    throw new InputError(`--plan: found no file ${file}`, {
      hint: `Make it: npx towpath preview ${environment} --json ${file}`,
    });
  }
  let plan;
  try {
    plan = planSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new InputError(`--plan: ${file} is no preview report: ${messageOf(error)}`, {
      hint: `Make one: npx towpath preview ${environment} --json ${file}`,
    });
  }
  if (plan.environment !== environment) {
    throw new InputError(`--plan: ${file} is of ${plan.environment}; expected ${environment}`);
  }
  return plan;
}
