import { expect, test } from "vitest";
import type { PreviewReport, PreviewResource } from "../../apps/cli/preview/report";
import { objectsOf } from "./previewed-objects";

const urn = (name: string) => `urn:pulumi:test::towpath::kubernetes:x:X::${name}`;

/** A registration as a preview reports it; `madeOf` are the resources that its spec was made of. */
function registered(name: string, inputs: object, madeOf: readonly string[] = []): PreviewResource {
  return {
    urn: urn(name),
    type: "kubernetes:x:X",
    name,
    parent: null,
    provider: null,
    inputs: inputs as PreviewResource["inputs"],
    protect: false,
    retainOnDelete: false,
    dependencies: madeOf.map(urn),
    propertyDependencies: { spec: madeOf.map(urn) },
  };
}

/** Only the part of a report that is read here. */
const reportOf = (...resources: PreviewResource[]) => ({ resources }) as unknown as PreviewReport;

const config = registered("settings", { apiVersion: "v1", kind: "ConfigMap", data: "<unknown>" });
const account = registered("account", { apiVersion: "v1", kind: "ServiceAccount" });
const secret = registered("keys", { apiVersion: "v1", kind: "Secret", stringData: "<unknown>" });
const pod = (spec: object, ...madeOf: string[]) =>
  registered("a-pod", { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec }, madeOf);

test("what has no name gets one, the same each time, and so does what refers to it", () => {
  const spec = {
    containers: [
      {
        name: "main",
        env: [{ name: "KEY", valueFrom: { secretKeyRef: { key: "token" } } }],
      },
    ],
    volumes: [
      { name: "settings", configMap: {} },
      { name: "keys", secret: { secretName: "<unknown>", items: [{ key: "a.ini", path: "a" }] } },
    ],
  };
  // The report is sorted by URN, the pod before what it needs.
  const report = reportOf(pod(spec, "account", "keys", "settings"), account, secret, config);
  const objects = objectsOf(report);
  expect(objects).toEqual(objectsOf(report));
  expect(objects.map(({ kind }) => kind)).toEqual(["ServiceAccount", "Secret", "ConfigMap", "Pod"]);
  const [accountName, secretName, configName] = objects.map(({ metadata }) => metadata?.name);
  expect(accountName).toMatch(/^account-[0-9a-f]{8}$/);
  expect(objects.at(-1)?.spec).toEqual({
    containers: [
      {
        name: "main",
        env: [{ name: "KEY", valueFrom: { secretKeyRef: { key: "token", name: secretName } } }],
      },
    ],
    volumes: [
      { name: "settings", configMap: { name: configName } },
      { name: "keys", secret: { secretName, items: [{ key: "a.ini", path: "a" }] } },
    ],
    serviceAccountName: accountName,
  });
  // The keys that somebody asks for, and no others.
  expect(objects[1]?.stringData).toEqual({ "a.ini": "stand-in", token: "stand-in" });
});

test("unknown values are stand-ins in the shape of their field", () => {
  const [object] = objectsOf(
    reportOf(
      pod({
        containers: [
          {
            name: "main",
            command: "<unknown>",
            args: ["--to", "https://<unknown>:5432"],
            env: [{ name: "PASSWORD", value: "<secret>" }],
          },
        ],
      }),
    ),
  );
  expect(object?.spec).toEqual({
    containers: [
      {
        name: "main",
        command: ["stand-in"],
        args: ["--to", "https://stand-in:5432"],
        env: [{ name: "PASSWORD", value: "stand-in" }],
      },
    ],
  });
});

test("a pod that was made of no account keeps the namespace's default", () => {
  const [object] = objectsOf(reportOf(pod({ containers: [] })));
  expect(object?.spec).toEqual({ containers: [] });
});

test("a reference with two possible targets, or none, is an error and not a guess", () => {
  const spec = { containers: [], volumes: [{ name: "settings", configMap: {} }] };
  const other = registered("other", { apiVersion: "v1", kind: "ConfigMap" });
  expect(() => objectsOf(reportOf(pod(spec, "settings", "other"), config, other))).toThrow(
    /Pod p: spec\.volumes\[0\]\.configMap names no ConfigMap, and it is made of settings-\w+, other-/,
  );
  expect(() => objectsOf(reportOf(pod(spec)))).toThrow("it is made of none");
});
