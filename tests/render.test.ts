import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Manifest } from "../apps/cli/render/manifest";
import { referencesOf } from "../apps/cli/render/used-keys";
import { environmentNames } from "../components/config/load";
import { Cli } from "./cli";
import { CHECKOUT } from "./preview-run";

/** What `render --json` prints. */
interface Answer {
  readonly objects: readonly { readonly file: string; readonly kind: string }[];
  readonly unresolved: readonly {
    readonly placeholder: string;
    readonly secret: boolean;
    readonly places: readonly { readonly file: string; readonly path: string }[];
  }[];
}

/** Every cluster has these, and the program declares none of them. */
const GIVEN: readonly string[] = ["kube-system", "kube-public", "default"];
/** Kinds without a namespace: `kubectl api-resources --namespaced=false`, those that occur. */
const CLUSTER_WIDE: ReadonlySet<string> = new Set([
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "GatewayClass",
  "Namespace",
  "PersistentVolume",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
]);

const work = mkdtempSync(join(tmpdir(), "towpath-render-"));
const cli = new Cli();
afterAll(async () => {
  await cli.close();
  rmSync(work, { recursive: true, force: true });
});

const render = (environment: string, folder: string, ...more: string[]) =>
  cli.json<Answer>(["render", environment, "--out", folder, ...more]);

/** Path → content of every file of a folder. */
const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );

describe.each(environmentNames(CHECKOUT))("the render of %s", (environment) => {
  const folder = join(work, environment);
  let answer: Answer;
  let files: Record<string, string>;
  let objects: readonly Manifest[];

  beforeAll(async () => {
    answer = await render(environment, folder);
    files = filesOf(folder);
    objects = answer.objects.map(({ file }) => parse(files[`objects/${file}`] ?? "") as Manifest);
  });

  test("lists its files in the order of application, and has no others", () => {
    const { resources } = parse(files["kustomization.yaml"] ?? "") as { resources: string[] };
    const listed = answer.objects.map(({ file }) => `objects/${file}`);
    expect(resources).toEqual(listed);
    expect(Object.keys(files)).toEqual(["UNRESOLVED.md", "kustomization.yaml", ...listed].sort());
    expect([...listed].sort()).toEqual(listed);
    // The Kubernetes half of `local` may be empty; that of the others is not.
    if (environment !== "local") expect(listed.length).toBeGreaterThan(20);
  });

  test("is whole: no marks of the wire, and a namespace that is there wherever one belongs", () => {
    const own = objects.filter(({ kind }) => kind === "Namespace").map((one) => one.metadata.name);
    for (const { kind, metadata } of objects) {
      const { namespace } = metadata;
      if (CLUSTER_WIDE.has(kind)) expect(namespace, kind).toBeUndefined();
      else expect([...GIVEN, ...own], `${kind} ${metadata.name}`).toContain(namespace);
    }
    for (const [name, text] of Object.entries(files)) {
      expect(text, name).not.toMatch(/04da6b54-80e4-46f7|4dabf18193072939|<unknown>|<secret>/);
    }
  });

  test("names in each pod only what is in its namespace", () => {
    const there = new Map(
      objects.map((one) => [
        `${one.kind} ${one.metadata.namespace ?? ""}/${one.metadata.name}`,
        one,
      ]),
    );
    const missing = objects.flatMap((object) =>
      referencesOf(object).flatMap(({ kind, name, keys, optional }) => {
        const title = `${kind} ${object.metadata.namespace ?? ""}/${name}`;
        const target = there.get(title);
        // Every namespace has a service account of this name; a team's login is its owner's to make.
        const elsewhere = title.endsWith("/default") || title.endsWith("/tracking-login");
        if (target === undefined) return optional || elsewhere ? [] : [title];
        const data = { ...(target.data as object), ...(target.stringData as object) };
        return keys.filter((key) => !optional && !(key in data)).map((key) => `${title}: ${key}`);
      }),
    );
    expect(missing).toEqual([]);
  });

  test("has placeholders only where it says so, and no data in its Secrets", () => {
    const said = new Map(answer.unresolved.map((one) => [one.placeholder, one]));
    for (const [name, text] of Object.entries(files)) {
      if (!name.startsWith("objects/")) continue;
      for (const [found] of text.matchAll(/unresolved-[a-z0-9-]+-[0-9a-f]{8}/g)) {
        const places = said.get(found)?.places.map(({ file }) => `objects/${file}`);
        expect(places, found).toContain(name);
        expect(files["UNRESOLVED.md"]).toContain(`\`${found}\``);
      }
    }
    for (const { kind, data, stringData } of objects) {
      if (kind !== "Secret") continue;
      expect(data).toBeUndefined();
      for (const text of Object.values(stringData as object)) {
        expect(said.get(text as string)?.secret).toBe(true);
      }
    }
  });
});

test("a render is the same bytes each time", async () => {
  const [first, second] = [join(work, "prod"), join(work, "prod-again")];
  await render("prod", second);
  expect(filesOf(second)).toEqual(filesOf(first));
});

describe("bad input", () => {
  test.each([
    [["render", "prod"], "no --out given"],
    [["render", "prd", "--out", work], 'did you mean "prod"'],
    [["render", "prod", "--out", CHECKOUT], "expected an empty folder"],
    [
      ["render", "prod", "--out", join(work, "x"), "--values", "nowhere.yaml"],
      "nowhere.yaml: cannot be read",
    ],
  ])("%j is refused in a sentence, exit 2", async (args, message) => {
    const ran = await cli.run(args);
    expect(ran.stderr).toContain(message);
    expect(ran.code).toBe(2);
  });
});
