import { resolve } from "node:path";
import { InputError } from "../../../lib/errors";
import { text, type CommandModule } from "../command";
import { during } from "../output";
import { checkEnvironment, readProject } from "../preview/project";
import { plural } from "../preview/tree";
import { checkFolder, writeRender } from "../render/folder";
import { titleOf } from "../render/manifest";
import type { Render } from "../render/render";
import { readValues } from "../render/values";

/** Seconds that a program may take before it counts as hanging. */
const DEFAULT_TIMEOUT_S = 120;

export const render: CommandModule = {
  usage: "render [environment]",
  summary: "the Kubernetes half of an environment as YAML, for GitOps and scanners",
  example: "npx towpath render prod --out rendered/prod --values prod-values.yaml",
  options: (command) => {
    command
      .option("--out <folder>", "where to write; a former render there is replaced")
      .option("--values <file>", "YAML of `placeholder: value`, as UNRESOLVED.md lists them")
      .option("--timeout <seconds>", "how long the program may take", String(DEFAULT_TIMEOUT_S));
  },
  run: async ({ paths, report, env }, operands, options) => {
    const environment = checkEnvironment(paths.root, operands[0]);
    const folder = folderOf(text(options, "out"), environment);
    const file = text(options, "values");
    const values = file === undefined ? {} : readValues(file);
    const timeoutMs = seconds(text(options, "timeout")) * 1000;
    // gRPC and the SDK's wire formats: only preview and render load them.
    const { runRender } = await import("../render/run.js");
    const rendered = await during(
      report,
      `Render ${environment}`,
      (step) =>
        runRender({
          project: readProject(paths.root),
          environment,
          timeoutMs,
          debug: options.debug === true,
          env,
          values,
          valuesFile: file ?? "",
          onProgress: ({ name }, count) => {
            step.update(`${count} resources, ${name}`);
          },
        }),
      ({ objects }) => plural(objects.length, "object"),
    );
    writeRender(folder, environment, rendered);
    report.result(answer(environment, folder, rendered));
    for (const line of linesOf(folder, rendered)) report.line(line);
    return 0;
  },
};

function folderOf(out: string | undefined, environment: string): string {
  if (out === undefined) {
    throw new InputError("render: no --out given; expected the folder to write to", {
      hint: `For example: npx towpath render ${environment} --out rendered/${environment}`,
    });
  }
  const folder = resolve(out);
  checkFolder(folder);
  return folder;
}

function answer(environment: string, folder: string, { objects, ...rest }: Render) {
  return {
    environment,
    folder,
    objects: objects.map(({ file, urn, object }) => ({
      file,
      urn,
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace: object.metadata.namespace ?? null,
      name: object.metadata.name,
    })),
    unresolved: rest.unresolved.map(({ name, secret, origin, places }) => ({
      placeholder: name,
      secret,
      ...origin,
      places,
    })),
    not_rendered: rest.notRendered,
  };
}

function linesOf(folder: string, { objects, unresolved, notRendered }: Render): string[] {
  const secrets = unresolved.filter(({ secret }) => secret).length;
  const open = [
    plural(unresolved.length - secrets, "value"),
    plural(secrets, "secret"),
    `${plural(notRendered.length, "resource")} not rendered`,
  ];
  return [
    ...objects.map(({ file, object }) => `${file.split("-")[0] ?? ""}  ${titleOf(object)}`),
    "",
    `${plural(objects.length, "object")} in ${folder}`,
    `To be filled in: ${open.join(", ")} (see UNRESOLVED.md)`,
  ];
}

function seconds(value = ""): number {
  const found = Number(value);
  if (Number.isFinite(found) && found > 0) return found;
  throw new InputError(`--timeout: found "${value}"; expected a number of seconds above 0`);
}
