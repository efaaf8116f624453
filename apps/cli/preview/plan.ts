import type { Prices } from "../../../components/config/prices";
import { accessAgainst } from "../access/against";
import { type Reporter, during } from "../output";
import { withCheckout } from "./against";
import { type Difference, difference, type Plan } from "./diff";
import { preview } from "./preview";
import { pricesMeanwhile } from "./prices";
import { type Project, readProject } from "./project";
import { makeReport, type PlannedPart, plannedPart } from "./report";

/** What both sides of a comparison share. */
export interface PlanRequest {
  readonly environment: string;
  readonly timeoutMs: number;
  readonly policies: boolean;
  readonly debug: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly report: Reporter;
  /** Where the price list lies. @default the project's own root */
  readonly pricesRoot?: string;
}

/** Previews a project, telling how far it is. */
export async function makePlan(
  project: Project,
  request: PlanRequest,
  title = `Preview ${request.environment}`,
): Promise<Plan & { readonly warnings: readonly string[] }> {
  const started = performance.now();
  let prices: Prices | undefined;
  const pricesRead = pricesMeanwhile(request.pricesRoot ?? project.root);
  pricesRead.then(
    (read) => (prices = read),
    // Told when it is asked for.
    () => undefined,
  );
  let planned: PlannedPart | undefined;
  const result = await during(
    request.report,
    title,
    (step) =>
      preview({
        ...request,
        project,
        onPlanned: (registrations, secrets) => {
          if (prices !== undefined) planned = plannedPart(registrations, secrets, prices);
        },
        onProgress: (registered, count) => {
          step.update(`${count} resources, ${registered.name}`);
        },
      }),
    ({ registrations }) => `${registrations.length} resources`,
  );
  planned ??= plannedPart(result.registrations, result.secrets, await pricesRead);
  const head = {
    environment: request.environment,
    project: project.name,
    durationMs: performance.now() - started,
  };
  return {
    report: makeReport(head, result, planned),
    registrations: result.registrations,
    rules: result.rules,
    warnings: result.warnings,
  };
}

/** Previews the program at a Git ref too, and compares. Its policies have judged it then. */
export async function planAgainst(
  root: string,
  ref: string,
  now: Plan,
  request: PlanRequest,
): Promise<Difference> {
  return withCheckout(root, ref, async (checkout, commit) => {
    const then = await makePlan(
      readProject(checkout),
      // Both at today's prices: the difference is the change's, not the price list's.
      { ...request, policies: false, pricesRoot: root },
      `Preview ${request.environment} at ${ref}`,
    );
    const access = accessAgainst(checkout, root, new Date());
    return {
      ...difference(`${ref} (${commit.slice(0, 10)})`, then, now),
      ...(access !== undefined && { access }),
    };
  });
}
