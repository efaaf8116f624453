import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { jobsOf, loadJobs } from "../../../components/config/jobs";
import { environmentNamed, loadStacks } from "../../../components/config/load";
import { InputError, RefusedError } from "../../../lib/errors";
import { type AccessAction, noNames } from "../access/action";
import { planOf, stepLine, type TrackingPlan } from "../access/tracking/plan";
import { TrackingUsers } from "../access/tracking/server";
import { wantedTracking } from "../access/tracking/wanted";
import { text } from "../command";
import type { Context } from "../context";

/** Bytes of chance in a first password. */
const PASSWORD_BYTES = 18;

/** Makes the users and permissions of MLflow what the access matrix says, or tells what differs. */
export const accessTracking: AccessAction = {
  options: (command) =>
    command
      .option("--url <url>", "tracking: MLflow's address (default: MLFLOW_TRACKING_URI)")
      .option("--apply", "tracking: do it; without, say what differs and exit with 1")
      .option("--passwords <file>", "tracking: a new file for the first passwords of new users"),
  run: async (context, names, options) => {
    noNames("tracking", names);
    const environment = text(options, "env");
    if (environment === undefined) {
      throw new InputError("access tracking: no environment given", {
        hint: "For example: npx towpath access tracking --env prod --url http://127.0.0.1:5000",
      });
    }
    const { root } = context.paths;
    const stacks = loadStacks(root);
    const { maturity } = environmentNamed(stacks, environment);
    const jobs = jobsOf(loadJobs(root, stacks), { name: environment, maturity });
    const wanted = wantedTracking(stacks, jobs, context.now());

    const server = new TrackingUsers(addressOf(text(options, "url"), context.env), context.env);
    const me = await server.whoAmI();
    if (!me.admin) {
      throw new RefusedError(`access tracking: ${me.name} is no admin of MLflow`, {
        hint: "Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD to its admin's.",
      });
    }
    const artifacts = [...new Set(wanted.roles.flatMap((role) => role.artifacts))];
    const plan = planOf(wanted, await server.read(me.name, artifacts));
    const apply = options.apply === true;
    if (apply) await applyAll(server, plan, fileFor(plan, text(options, "passwords")));
    tell(context, environment, plan, apply);
    // An admin whom nobody declared may do what no cell says, whatever else agrees.
    const agrees = apply || plan.steps.length === 0;
    return agrees && !plan.strangers.some(({ admin }) => admin) ? 0 : 1;
  },
};

function addressOf(url: string | undefined, env: NodeJS.ProcessEnv): string {
  const address = url ?? env.MLFLOW_TRACKING_URI;
  if (address !== undefined && address !== "") return address;
  throw new InputError(
    "access tracking: neither --url nor MLFLOW_TRACKING_URI says where MLflow is",
    {
      hint: "kubectl --namespace tracking port-forward service/mlflow 5000, then --url http://127.0.0.1:5000",
    },
  );
}

/** Where first passwords go: a file that is not there yet, and nowhere when nobody is new. */
function fileFor({ steps }: TrackingPlan, given: string | undefined): string | undefined {
  const users = steps.filter((step) => step.do === "make-user");
  if (users.length === 0) return undefined;
  if (given === undefined) {
    throw new InputError(
      `access tracking: ${users.map(stepLine).join(", ")}: a first password is made for each; expected --passwords <file>`,
    );
  }
  const file = resolve(given);
  if (existsSync(file)) {
    throw new InputError(`--passwords: found ${given}; expected a file that is not there yet`);
  }
  return file;
}

async function applyAll(
  server: TrackingUsers,
  { steps }: TrackingPlan,
  file: string | undefined,
): Promise<void> {
  const passwords = new Map(
    steps.flatMap((step) =>
      step.do === "make-user"
        ? [[step.user, randomBytes(PASSWORD_BYTES).toString("base64url")]]
        : [],
    ),
  );
  // Before anybody is made: a password that MLflow has and nobody knows helps no one.
  if (file !== undefined) {
    const whole = `${JSON.stringify(Object.fromEntries(passwords), null, 2)}\n`;
    writeFileSync(file, whole, { mode: 0o600, flag: "wx" });
  }
  for (const step of steps) await server.take(step, (user) => passwords.get(user) ?? "");
}

function tell(context: Context, environment: string, plan: TrackingPlan, applied: boolean): void {
  const { report } = context;
  const { steps, strangers, missing } = plan;
  report.result({
    ...{ environment, applied, strangers, missing },
    steps: steps.map((step) => ({ ...step, line: stepLine(step) })),
  });
  for (const step of steps) report.line(stepLine(step));
  for (const { name, admin } of strangers) {
    const may = admin ? "an admin, who may do everything" : "without a role of the platform";
    report.line(`? user ${name} is in no file of stacks/: ${may}; left alone`);
  }
  for (const name of missing) {
    report.line(
      `? ${name}: neither an experiment nor a model yet; run this again after its first training`,
    );
  }
  const done = applied ? "done" : "to do: --apply does it";
  report.line(
    steps.length === 0 ? "MLflow agrees with the matrix." : `${steps.length} steps ${done}.`,
  );
}
