import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Manifest } from "../apps/cli/render/manifest";
import type { Ran } from "./cli";
import { fixture, IMPORTS, removeFixtures, towpath } from "./preview-run";

const KUBERNETES = `${IMPORTS}import * as k8s from "@pulumi/kubernetes";
import * as random from "@pulumi/random";
const cluster = new k8s.Provider("cluster", { kubeconfig: "{}" });
const inCluster = { provider: cluster };
const generators = { provider: new random.Provider("random") };
`;

const PROGRAM = `${KUBERNETES}
const metadata = { namespace: "default" };
const planted = pulumi.secret("planted-secret-1");
const bucket = new aws.s3.Bucket("data", {}, { provider });
const key = new aws.kms.Key("key", {}, { provider });
const password = new random.RandomPassword("password", { length: 20 }, generators);
const database = new aws.rds.Instance("database", { instanceClass: "db.t4g.micro" }, { provider });
const config = new k8s.core.v1.ConfigMap("app-config", {
  metadata, data: { bucket: bucket.bucket, leak: "beside planted-secret-1", port: pulumi.interpolate\`\${database.port}\` },
}, inCluster);
const secret = new k8s.core.v1.Secret("app-secret", {
  metadata, stringData: { password: password.result, planted, url: pulumi.interpolate\`postgresql://app:\${password.result}@\${database.address}\` },
}, inCluster);
new k8s.core.v1.Pod("app", { metadata, spec: { containers: [{
  name: "app",
  image: "example.org/app:1",
  args: [pulumi.interpolate\`--from=s3://\${bucket.bucket}/in\`, pulumi.interpolate\`--key=\${key.id}\`],
  env: [
    { name: "PASSWORD", valueFrom: { secretKeyRef: { name: secret.metadata.name, key: "password" } } },
    { name: "HOST", value: database.address },
    { name: "PLANTED", value: planted },
  ],
  envFrom: [{ configMapRef: { name: config.metadata.name } }],
}] } }, inCluster);
new k8s.helm.v3.Release("chart", { chart: "some-chart", version: "1.2.3" }, inCluster);
`;

afterAll(removeFixtures);

describe("a program's own objects", () => {
  const out = mkdtempSync(join(tmpdir(), "towpath-render-"));
  let root = "";
  let ran: Ran;
  let pod: Manifest;
  let config: Readonly<Record<string, string>>;
  const read = (name: string) => {
    const file = readdirSync(join(out, "objects")).find((one) => one.endsWith(name)) ?? "";
    return parse(readFileSync(join(out, "objects", file), "utf8")) as Manifest;
  };

  beforeAll(async () => {
    ({ root } = fixture(PROGRAM));
    ran = await towpath(root, "render", "prod", "--out", out);
    expect(ran.code, ran.stderr).toBe(0);
    pod = read("-pod-default-app.yaml");
    config = read("-configmap-default-app-config.yaml").data as Readonly<Record<string, string>>;
  });
  afterAll(() => {
    rmSync(out, { recursive: true, force: true });
  });

  test("refer to each other by the names that they have", () => {
    const text = JSON.stringify(pod);
    expect(text).toContain('"envFrom":[{"configMapRef":{"name":"app-config"}}]');
    expect(text).toContain('"secretKeyRef":{"key":"password","name":"app-secret"}');
  });

  test("have one placeholder for one output, wherever it goes", () => {
    expect(config.bucket).toMatch(/^unresolved-bucket-data-bucket-[0-9a-f]{8}$/);
    const [container] = (pod.spec as unknown as { containers: [{ args: string[] }] }).containers;
    expect(container.args).toEqual([
      `--from=s3://${config.bucket ?? ""}/in`,
      expect.stringMatching(/^--key=unresolved-key-key-id-[0-9a-f]{8}$/),
    ]);
    // A number has no text that could stand for it; the field's own placeholder does.
    expect(config.port).toMatch(/^unresolved-config-map-app-config-port-[0-9a-f]{8}$/);
  });

  test("never hold a secret, and the page says what is missing", () => {
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    const texts = files.map((one) => readFileSync(join(one.parentPath, one.name), "utf8"));
    for (const text of [...texts, ran.stdout, ran.stderr])
      expect(text).not.toContain("planted-secret");
    expect(Object.keys(read("app-secret.yaml").stringData as object)).toEqual([
      "password",
      "planted",
      "url",
    ]);
    const page = readFileSync(join(out, "UNRESOLVED.md"), "utf8");
    expect(page).toContain('`bucket` of Bucket "data" (aws:s3/bucket:Bucket)');
    expect(page).toContain('Release "chart" (kubernetes:helm.sh/v3:Release): a Helm release');
  });

  test("take the values that a file gives", async () => {
    writeFileSync(join(root, "values.yaml"), `${config.bucket ?? ""}: the-bucket\n`);
    const again = await towpath(root, "render", "prod", "--out", out, "--values", "values.yaml");
    expect(again.code, again.stderr).toBe(0);
    expect(JSON.stringify(read("-pod-default-app.yaml"))).toContain("--from=s3://the-bucket/in");
    expect(readFileSync(join(out, "UNRESOLVED.md"), "utf8")).not.toContain(config.bucket);
  });
});

test("two resources that would be one object are refused, and nothing is written", async () => {
  const { root } = fixture(`${KUBERNETES}
class Part extends pulumi.ComponentResource {
  constructor(name: string) {
    super("a:b:Part", name, {}, { providers: [cluster] });
    new k8s.core.v1.ConfigMap("config", { metadata: { namespace: "default" } }, { parent: this });
  }
}
new Part("one");
new k8s.core.v1.ConfigMap("config", { metadata: { namespace: "default" } }, inCluster);
`);
  const ran = await towpath(root, "render", "prod", "--out", "out");
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain("are one object in a render: ConfigMap default/config");
  expect(readdirSync(root)).not.toContain("out");
});
