import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { loadService, serviceNames } from "../../../components/config/load";
import { serviceSchema } from "../../../components/config/service";
import { readYaml } from "../../../lib/yaml-file";
import type { Paths } from "../context";

/** A text in a promotion record, and where: `stacks/services/x.yaml: environments.prod.current.run_id`. */
export interface RecordedText {
  readonly place: string;
  readonly text: string;
}

/**
 * Every text in every service's file, committed or of this machine, of every environment: whatever a
 * record names, by whatever field, is found in it.
 * @throws InputError for a file that cannot be read: what it names is not known then
 */
export function recordedTexts({ root, localServices }: Paths): RecordedText[] {
  const committed = serviceNames(root).map((name) => {
    const { file, value } = loadService(root, name);
    return { file, value: value };
  });
  const local = existsSync(localServices)
    ? readdirSync(localServices)
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => {
          const path = join(localServices, name);
          return { file: relative(root, path), value: readYaml(path, serviceSchema).value };
        })
    : [];
  return [...committed, ...local].flatMap(({ file, value }) =>
    textsIn(value, []).map(({ path, text }) => ({ place: `${file}: ${path.join(".")}`, text })),
  );
}

function textsIn(
  value: unknown,
  path: readonly string[],
): { path: readonly string[]; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}

/** What must not be deleted while a record names it. */
export interface Deletable {
  readonly runId: string;
  /** The run that this one evaluates, where it is an evaluation. */
  readonly evaluatedRun?: string | undefined;
  readonly modelVersion?: string | undefined;
  readonly artifactUri: string;
}

/** Where records name it: the version, its run, a run that it evaluates, its artifact or a part of it. */
export function namesOf(target: Deletable, records: readonly RecordedText[]): string[] {
  const { runId, evaluatedRun, modelVersion, artifactUri } = target;
  const names = [runId, evaluatedRun, modelVersion].filter((name) => name !== undefined);
  // A word of a record is no place.
  const within = (inner: string, outer: string) =>
    (outer.includes("/") && inner === outer) || inner.startsWith(`${outer.replace(/\/+$/, "")}/`);
  return records
    .filter(
      ({ text }) => names.includes(text) || within(text, artifactUri) || within(artifactUri, text),
    )
    .map(({ place, text }) => `${place} (${text})`);
}
