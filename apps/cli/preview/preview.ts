import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, compile, type Compiled } from "./compile";
import { Enforcement, type Verdicts } from "./enforcement";
import { startMonitor } from "./monitor";
import { FEW_FRAMES } from "./node-start";
import { PackMemory } from "./pack-memory";
import { startPack } from "./policy-pack";
import { ProgramError } from "./program-error";
import { runProgram } from "./program";
import type { Project } from "./project";
import { type Answer, Recorder } from "./recorder";
import type { Registration, RunResult } from "./registration";
import { type Declared, declared } from "./source";
import { readStackConfig } from "./stack-config";
import type { Violation } from "./violation";
import { redactor } from "./wire";

/** How a preview is made. */
export interface PreviewOptions {
  readonly project: Project;
  readonly environment: string;
  /** Longest time for the program, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether policies/ judge it. */
  readonly policies: boolean;
  /** Keep whole stack traces, and pass on what the program prints. */
  readonly debug: boolean;
  readonly env: NodeJS.ProcessEnv;
  /** What the program is told about its resources. @default their inputs, the rest is unknown */
  readonly answer?: Answer;
  /** Called once all resources are known, while the policies judge them together; else never. */
  readonly onPlanned?: (
    registrations: readonly Registration[],
    secrets: ReadonlySet<string>,
  ) => void;
  /** Called as resources arrive. */
  readonly onProgress?: (registered: Registration, count: number) => void;
}

const NO_VERDICTS: Verdicts = { violations: [], undecided: [], mended: [], rules: [] };

/**
 * Runs the program and its policy pack without a cloud account, without state and without Pulumi's
 * command line. Nothing is deployed, and no network beyond this machine is used.
 * @throws ProgramError when the program throws, never ends, or asks for what an engine refuses
 */
export async function preview(options: PreviewOptions): Promise<RunResult> {
  const { project, environment, env } = options;
  const place = { project: project.name, stack: environment };
  const config = readStackConfig(project.root, project.name, environment);
  const cache = cacheFolder(project.root);
  const byUrn = new Map<string, Registration>();
  const onOutput = (text: string) => {
    if (options.debug) process.stderr.write(redactor(recorder.secrets)(text));
  };

  const folder = join(project.root, "policies");
  const judged = options.policies && existsSync(join(folder, "PulumiPolicy.yaml"));
  const [pack, compiled] = await Promise.all([
    judged
      ? compile(project.root, "policies/index.ts", join(cache, "policies.js")).then((program) =>
          startPack({
            root: project.root,
            folder,
            compiled: program,
            place,
            config,
            env,
            onOutput,
          }),
        )
      : undefined,
    compile(project.root, project.main, join(cache, "program.js")),
  ]);
  const judgedStack = { name: environment, config: config.values };
  const enforcement =
    pack &&
    new Enforcement(pack.ready, byUrn, new PackMemory(join(cache, "policies.js"), judgedStack));
  const recorder: Recorder = new Recorder(
    place,
    defaultProvidersOff(config.values),
    async (registration) => {
      byUrn.set(registration.urn, registration);
      options.onProgress?.(registration, recorder.registrations.length + 1);
      return enforcement === undefined ? registration.inputs : enforcement.gate(registration);
    },
    options.answer,
  );
  let packFailure: Error | undefined;
  pack?.ready.catch((error: unknown) => {
    packFailure = error instanceof Error ? error : new Error(String(error));
  });
  const monitor = await startMonitor(recorder);
  try {
    await runProgram({
      ...{ project, environment, config, compiled, recorder, env, onOutput },
      address: monitor.address,
      timeoutMs: options.timeoutMs,
      stackFrames: options.debug ? 100 : FEW_FRAMES,
    });
    const meanwhile = () => options.onPlanned?.(recorder.registrations, recorder.secrets);
    const verdicts = (await enforcement?.finish(recorder, meanwhile)) ?? NO_VERDICTS;
    return {
      registrations: recorder.registrations,
      ...verdicts,
      violations: withPlaces(verdicts.violations, byUrn, compiled),
      outputs: recorder.outputs ?? {},
      secrets: recorder.secrets,
      warnings: recorder.warnings.map(redactor(recorder.secrets)),
    };
  } catch (error) {
    // A pack that does not start makes every registration fail; it is the one to name.
    if (packFailure !== undefined) throw packFailure;
    throw error instanceof ProgramError ? withoutSecrets(error, recorder) : error;
  } finally {
    monitor.close();
    pack?.stop();
  }
}

/** Each with the place that declares its resource, or the nearest parent that has one. */
function withPlaces(
  violations: readonly Violation[],
  byUrn: ReadonlyMap<string, Registration>,
  compiled: Compiled,
): readonly Violation[] {
  const placeOf = (urn: string): Declared | undefined => {
    const one = byUrn.get(urn);
    return one && (declared(one.frames ?? [], compiled) ?? placeOf(one.parent));
  };
  return violations.map((one) => ({ ...one, ...placeOf(one.urn) }));
}

/** What the program throws may quote its secrets. */
function withoutSecrets(error: ProgramError, recorder: Recorder): ProgramError {
  const redact = redactor(recorder.secrets);
  const clean = new ProgramError(error.failure, redact(error.message), {
    urn: error.urn,
    ...(error.hint === undefined ? {} : { hint: redact(error.hint) }),
  });
  clean.stack = redact(error.stack ?? "");
  return clean;
}

function defaultProvidersOff(values: Readonly<Record<string, string>>): readonly string[] {
  try {
    const list: unknown = JSON.parse(values["pulumi:disable-default-providers"] ?? "[]");
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}
