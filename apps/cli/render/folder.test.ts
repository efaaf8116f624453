import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { writeRender, yamlOf } from "./folder";
import { registered, renderOf } from "./testing";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath-render-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const of = (...names: readonly string[]) =>
  renderOf(names.map((name) => registered("ConfigMap", name, { data: { a: "b" } })));

describe("a render's folder", () => {
  test("has a file an object, their order, and what is unresolved", () => {
    writeRender(folder, "dev", of("one", "two"));
    expect(readdirSync(folder).sort()).toEqual(["UNRESOLVED.md", "kustomization.yaml", "objects"]);
    expect(parse(readFileSync(join(folder, "kustomization.yaml"), "utf8"))).toEqual({
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      sortOptions: { order: "fifo" },
      resources: ["objects/000-configmap-one.yaml", "objects/001-configmap-two.yaml"],
    });
    expect(readFileSync(join(folder, "UNRESOLVED.md"), "utf8")).toContain("Nothing:");
  });

  test("loses what the program no longer declares", () => {
    writeRender(folder, "dev", of("one", "two"));
    writeRender(folder, "dev", of("two"));
    expect(readdirSync(join(folder, "objects"))).toEqual(["000-configmap-two.yaml"]);
  });

  test.each([
    [
      "a file of somebody's",
      () => {
        writeFileSync(join(folder, "notes.txt"), "");
      },
    ],
    [
      "a kustomization of somebody's",
      () => {
        writeFileSync(join(folder, "kustomization.yaml"), "kind: K\n");
      },
    ],
    [
      "only a folder of that name",
      () => {
        mkdirSync(join(folder, "objects"));
      },
    ],
  ])("is refused with %s in it, and nothing is deleted", (_what, put) => {
    put();
    const before = readdirSync(folder);
    expect(() => {
      writeRender(folder, "dev", of("one"));
    }).toThrow(/--out: .*holds .*expected an empty folder/);
    expect(readdirSync(folder)).toEqual(before);
  });
});

test("texts that a reader of YAML 1.1 takes for something else are quoted", () => {
  const data = {
    a: "yes",
    b: "0755",
    c: "1_000",
    d: "12:30",
    e: "1e3",
    f: "null",
    g: "x\ny\n",
    h: "~",
  };
  const text = yamlOf({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data });
  expect(text).not.toContain("%YAML");
  for (const version of ["1.1", "1.2"] as const) {
    expect((parse(text, { version }) as { data: unknown }).data).toEqual(data);
  }
});
