import { type Reporter, during } from "../output";
import { withCheckout } from "./against";
import { type Difference, difference, type Plan } from "./diff";
import { preview } from "./preview";
import { type Project, readProject } from "./project";
import { makeReport } from "./report";

/** What both sides of a comparison share. */
export interface PlanRequest {
  readonly environment: string;
  readonly timeoutMs: number;
  readonly policies: boolean;
  readonly debug: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly report: Reporter;
}

/** Previews a project, telling how far it is. */
export async function makePlan(
  project: Project,
  request: PlanRequest,
  title = `Preview ${request.environment}`,
): Promise<Plan & { readonly warnings: readonly string[] }> {
  const started = performance.now();
  const result = await during(
    request.report,
    title,
    (step) =>
      preview({
        ...request,
        project,
        onProgress: (registered, count) => {
          step.update(`${count} resources, ${registered.name}`);
        },
      }),
    ({ registrations }) => `${registrations.length} resources`,
  );
  const head = {
    environment: request.environment,
    project: project.name,
    durationMs: performance.now() - started,
  };
  return {
    report: makeReport(head, result),
    registrations: result.registrations,
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
      { ...request, policies: false },
      `Preview ${request.environment} at ${ref}`,
    );
    return difference(`${ref} (${commit.slice(0, 10)})`, then, now);
  });
}
