import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { InputError } from "../../../lib/errors";
import type { Manifest } from "./manifest";
import type { Render } from "./render";
import { unresolvedPage } from "./unresolved-page";

/** The folder of the objects inside of a render: apart, so that `kubectl apply -f` takes it whole. */
export const OBJECTS = "objects";

/** By its first line a folder is known as a render, whose files may be replaced. */
const MARK = "# Rendered by `towpath render";

/** What a render's folder may hold before: nothing else is ever deleted. */
const OURS: readonly RegExp[] = [/^kustomization\.yaml$/, /^UNRESOLVED\.md$/, /^objects$/];

/**
 * Refuses a folder that holds anything else than a former render, before anything is made.
 * @throws InputError naming the first file that is not a render's
 */
export function checkFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder);
  if (names.length === 0) return;
  const other = names.find((name) => !OURS.some((pattern) => pattern.test(name)));
  const mark = join(folder, "kustomization.yaml");
  if (other === undefined && existsSync(mark) && readFileSync(mark, "utf8").startsWith(MARK))
    return;
  throw new InputError(
    `--out: ${folder} holds ${other ?? "files that no render wrote"}; expected an empty folder, a new one, or a former render`,
    { hint: "A render replaces its whole folder. Give it one of its own." },
  );
}

/**
 * Writes a render in the place of a former one: a file an object, `kustomization.yaml` with their
 * order, and `UNRESOLVED.md`. The same render gives the same bytes.
 * @throws InputError as {@link checkFolder}
 */
export function writeRender(folder: string, environment: string, render: Render): void {
  checkFolder(folder);
  const objects = join(folder, OBJECTS);
  rmSync(objects, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  for (const { file, object } of render.objects) {
    writeFileSync(join(objects, file), yamlOf(object));
  }
  writeFileSync(join(folder, "kustomization.yaml"), kustomization(environment, render));
  writeFileSync(join(folder, "UNRESOLVED.md"), unresolvedPage(environment, render));
}

/** An object as YAML that every reader takes alike. */
export function yamlOf(object: Manifest): string {
  return stringify(object, {
    // Kubernetes' reader still takes some of 1.1, where `yes` and `0755` are no texts.
    version: "1.1",
    // Comments and anchors are for people; a long line is no reason to fold a script.
    aliasDuplicateObjects: false,
    lineWidth: 0,
  });
}

/** @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/sortoptions */
function kustomization(environment: string, { objects }: Render): string {
  const content = stringify({
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    sortOptions: { order: "fifo" },
    resources: objects.map(({ file }) => `${OBJECTS}/${file}`),
  });
  return `${MARK} ${environment}\`: change the program, not these files.\n${content}`;
}
