import { describe, expect, test } from "vitest";
import { asSecret, UNKNOWN } from "../preview/wire";
import { Placeholders } from "./placeholders";
import { registered, renderOf } from "./testing";

const inSpace = { metadata: { namespace: "space" } };

/** The one object of a render of one registration. */
const objectOf = (...args: Parameters<typeof registered>) =>
  renderOf([registered(...args)]).objects[0]?.object;

describe("an object", () => {
  test("is named after its resource, unless the program names it", () => {
    expect(objectOf("ConfigMap", "Some_Config")?.metadata).toEqual({ name: "some-config" });
    const named = { metadata: { name: "given", namespace: "space" } };
    expect(objectOf("ConfigMap", "other", named)?.metadata).toEqual(named.metadata);
    const stem = { metadata: { generateName: "stem-" } };
    expect(objectOf("Pod", "a", stem)?.metadata).toEqual({ name: "a" });
  });

  test("keeps nothing that only Pulumi reads", () => {
    const annotations = { "pulumi.com/patchForce": "true", "example.com/kept": "yes" };
    expect(objectOf("ConfigMap", "a", { metadata: { annotations } })?.metadata).toEqual({
      name: "a",
      annotations: { "example.com/kept": "yes" },
    });
    const only = { annotations: { "pulumi.com/skipAwait": "true" } };
    expect(objectOf("ConfigMap", "a", { metadata: only })?.metadata).toEqual({ name: "a" });
  });

  test("has a placeholder for each unknown, a list where the field is one", () => {
    const container = { image: UNKNOWN, command: UNKNOWN, args: ["--a", `x=${UNKNOWN}`] };
    const object = objectOf("Pod", "a", { spec: { containers: [container] } });
    expect(object?.spec).toEqual({
      containers: [
        {
          args: ["--a", expect.stringMatching(/^unresolved-pod-a-1-[0-9a-f]{8}$/)],
          command: [expect.stringMatching(/^unresolved-pod-a-command-[0-9a-f]{8}$/)],
          image: expect.stringMatching(/^unresolved-pod-a-image-[0-9a-f]{8}$/) as string,
        },
      ],
    });
  });

  test("is refused when another resource declares it too", () => {
    const twin = { urn: "urn:pulumi:prod::towpath::a:b:C$kubernetes:core/v1:ConfigMap::same" };
    expect(() =>
      renderOf([registered("ConfigMap", "same"), registered("ConfigMap", "same", {}, twin)]),
    ).toThrow(/are one object in a render: ConfigMap same/);
    const elsewhere = registered("ConfigMap", "same", inSpace, twin);
    expect(renderOf([registered("ConfigMap", "same"), elsewhere]).objects).toHaveLength(2);
  });
});

describe("secrets", () => {
  test("never pass: neither a Secret's data, nor what is marked, nor the same text elsewhere", () => {
    const render = renderOf(
      [
        registered("Secret", "plain", { data: { "tls.crt": "cGxhbnRlZA==" } }),
        registered("Secret", "marked", { stringData: asSecret({ key: "planted-1" }) }),
        registered("ConfigMap", "leaky", {
          data: { marked: asSecret("planted-1"), beside: "x planted-1 x", fine: "y" },
        }),
        registered("Pod", "deep", { spec: asSecret({ hostname: "planted-2", replicas: 3 }) }),
      ],
      { secrets: ["planted-1", "planted-2"] },
    );
    const all = JSON.stringify(render);
    expect(all).not.toMatch(/planted-|cGxhbnRlZA/);
    const byName = Object.fromEntries(
      render.objects.map(({ object }) => [object.metadata.name, object]),
    );
    expect(byName.plain).not.toHaveProperty("data");
    expect(Object.keys(byName.plain?.stringData ?? {})).toEqual(["tls.crt"]);
    expect((byName.leaky?.data as Record<string, string>).fine).toBe("y");
    expect(render.unresolved.every(({ secret }) => secret)).toBe(true);
    expect(render.unresolved).toHaveLength(6);
  });

  test("that are the name of a resource do not tear that name out of everything", () => {
    const pod = registered("Pod", "mlflow", { spec: { hostname: "mlflow" } });
    const { objects } = renderOf([pod], { secrets: ["mlflow"] });
    expect(objects[0]?.object.spec).toEqual({ hostname: "mlflow" });
  });

  test("of unknown content have the keys that others ask for", () => {
    const secretKeyRef = { name: "keys", key: "b" };
    const { objects } = renderOf([
      registered("Secret", "keys", { ...inSpace, stringData: asSecret(UNKNOWN) }),
      registered("Pod", "reader", {
        ...inSpace,
        spec: {
          containers: [{ env: [{ valueFrom: { secretKeyRef } }] }],
          volumes: [{ secret: { secretName: "keys", items: [{ key: "a" }] } }],
        },
      }),
      // The same name in another namespace is another Secret.
      registered("Pod", "other", {
        spec: { volumes: [{ secret: { secretName: "keys", items: [{ key: "z" }] } }] },
      }),
    ]);
    const secret = objects.find(({ object }) => object.kind === "Secret")?.object;
    expect(Object.keys(secret?.stringData ?? {})).toEqual(["a", "b"]);
  });
});

describe("order and names of files", () => {
  test("go by kind, then by dependencies", () => {
    const job = registered("Job", "z-migration", inSpace);
    const deployment = registered("Deployment", "a-server", inSpace, { dependencies: [job.urn] });
    const admission = registered("ValidatingAdmissionPolicy", "a-policy");
    const namespace = registered("Namespace", "space", {}, { dependencies: [deployment.urn] });
    const route = registered("HTTPRoute", "route", inSpace);
    const { objects } = renderOf([admission, route, deployment, job, namespace]);
    expect(objects.map(({ file }) => file)).toEqual([
      "000-namespace-space.yaml",
      "001-job-space-z-migration.yaml",
      "002-deployment-space-a-server.yaml",
      "003-httproute-space-route.yaml",
      "004-validatingadmissionpolicy-a-policy.yaml",
    ]);
  });

  test("do not depend on the order of registration", () => {
    const some = ["b", "a", "c"].map((name) => registered("ConfigMap", name));
    expect(renderOf(some)).toEqual(renderOf([...some].reverse()));
  });
});

test("what is no object of its own is said, with the reason", () => {
  const { objects, notRendered } = renderOf([
    registered("Release", "chart", {}, { type: "kubernetes:helm.sh/v3:Release" }),
    registered(
      "StorageClass",
      "gp2",
      {},
      { type: "kubernetes:storage.k8s.io/v1:StorageClassPatch" },
    ),
    registered("ConfigMap", "read", { kind: UNKNOWN, apiVersion: null }),
    registered("Provider", "cluster", {}, { type: "pulumi:providers:kubernetes" }),
    registered("Thing", "component", {}, { custom: false }),
  ]);
  expect(objects).toEqual([]);
  expect(notRendered.map(({ reason }) => reason.split(":")[0])).toEqual([
    "only read, or made of other files",
    "a Helm release",
    "a change to an object that somebody else makes",
  ]);
});

describe("values", () => {
  const placeholders = new Placeholders();
  const bucket = placeholders.ofOutput(
    "urn:pulumi:prod::p::aws:s3/bucket:Bucket::b",
    "bucket",
    false,
  );
  const list = () =>
    renderOf([registered("Pod", "a", { spec: { containers: [{ command: UNKNOWN }] } })])
      .unresolved[0]?.name ?? "";

  test("take the place of placeholders, also inside of a text", () => {
    const pod = registered("Pod", "a", {
      spec: { hostname: bucket, subdomain: `s3://${bucket}-x/` },
    });
    const open = renderOf([pod], { placeholders });
    expect(open.unresolved.map(({ name, places }) => [name, places.length])).toEqual([[bucket, 2]]);
    const { objects, unresolved } = renderOf([pod], { placeholders, values: { [bucket]: "$&" } });
    expect(objects[0]?.object.spec).toEqual({ hostname: "$&", subdomain: "s3://$&-x/" });
    expect(unresolved).toEqual([]);
  });

  test("may be a list where the whole field is one, and nowhere else", () => {
    const pod = registered("Pod", "a", { spec: { containers: [{ command: UNKNOWN }] } });
    const { objects } = renderOf([pod], { values: { [list()]: ["run", "it"] } });
    expect(objects[0]?.object.spec).toEqual({ containers: [{ command: ["run", "it"] }] });
    const inText = registered("Pod", "a", { spec: { hostname: `${bucket}.x` } });
    expect(() => renderOf([inText], { placeholders, values: { [bucket]: ["a"] } })).toThrow(
      /found a list; expected a text/,
    );
  });

  test("are refused when nothing has the placeholder, and for secrets", () => {
    const pod = registered("Pod", "a", { spec: { hostname: bucket, hostAliases: asSecret("x") } });
    const secret = renderOf([pod], { placeholders }).unresolved.find((one) => one.secret);
    const slip = `${bucket.slice(0, -1)}x`;
    const values = { [slip]: "a", [secret?.name ?? ""]: "b" };
    expect(() => renderOf([pod], { placeholders, values })).toThrow(
      new RegExp(`${slip}: no object .*did you mean "${bucket}"[^]*never writes secrets`),
    );
  });
});
