import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A project that registers what prod registers, several times over. */
export interface Replay {
  readonly root: string;
  remove(): void;
}

/** What stack files promise for one platform is promised for all copies. */
const SUMS = /^(\s+(?:gpu_budget|budget_usd_month): )(\d+)$/gm;

/**
 * Writes a copy of this checkout whose program registers the resources of a preview report `copies`
 * times, with the same parents, providers and dependencies. A value that only a deployment knows is
 * taken from a resource, as in the program itself; so the pack has the same joins to make.
 */
export function makeReplay(checkout: string, report: string, copies: number): Replay {
  const root = mkdtempSync(join(tmpdir(), "towpath-replay-"));
  const files = execFileSync("git", ["ls-files", "-z", "--cached"], {
    cwd: checkout,
    encoding: "utf8",
  });
  for (const file of files.split("\0")) {
    if (!/^(?:apps|components|lib|policies|stacks|scripts)\/|^[^/]+$/.test(file)) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(checkout, file), join(root, file), { force: true });
  }
  for (const folder of ["node_modules", "dist"])
    symlinkSync(join(checkout, folder), join(root, folder));
  const stackFile = join(root, "stacks/Pulumi.prod.yaml");
  writeFileSync(
    stackFile,
    readFileSync(stackFile, "utf8").replace(
      SUMS,
      (_all, key: string, value: string) => `${key}${Number(value) * copies}`,
    ),
  );
  writeFileSync(join(root, "replay.json"), report);
  writeFileSync(join(root, "index.ts"), PROGRAM.replace("COPIES", String(copies)));
  return {
    root,
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const PROGRAM = `import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

interface Planned {
  urn: string; type: string; name: string; parent: string | null; provider: string | null;
  inputs: Record<string, unknown>; protect: boolean; retainOnDelete: boolean;
  dependencies: string[]; propertyDependencies: Record<string, string[]>;
}
const { resources } = JSON.parse(readFileSync(join(__dirname, "replay.json"), "utf8")) as { resources: Planned[] };
const byUrn = new Map(resources.map((one) => [one.urn, one]));

class Provider extends pulumi.ProviderResource {
  constructor(pkg: string, name: string, inputs: object) { super(pkg, name, inputs as pulumi.Inputs); }
}
class Component extends pulumi.ComponentResource {
  constructor(type: string, name: string, inputs: object, opts: pulumi.ComponentResourceOptions) {
    super(type, name, inputs as pulumi.Inputs, opts);
    this.registerOutputs({});
  }
}
class Custom extends pulumi.CustomResource {
  constructor(type: string, name: string, inputs: object, opts: pulumi.CustomResourceOptions) {
    super(type, name, inputs as pulumi.Inputs, opts);
  }
}

const providers = new Map<string, Provider>();
const made = new Map<string, pulumi.Resource>();

function make(one: Planned, copy: number): pulumi.Resource | undefined {
  const key = \`\${copy} \${one.urn}\`;
  const found = made.get(key);
  if (found !== undefined) return found;
  if (one.type === "pulumi:pulumi:Stack") return undefined;
  if (one.type.startsWith("pulumi:providers:")) {
    const provider = providers.get(one.urn) ?? new Provider(one.type.split(":")[2] ?? "", one.name, one.type.endsWith(":aws") ? one.inputs : {});
    providers.set(one.urn, provider);
    return provider;
  }
  const at = (urn: string | null) => {
    const other = urn === null ? undefined : byUrn.get(urn);
    return other === undefined ? undefined : make(other, copy);
  };
  const parent = at(one.parent);
  const provider = at(one.provider) as Provider | undefined;
  const opts = { protect: one.protect, retainOnDelete: one.retainOnDelete,
    ...(parent === undefined ? {} : { parent }), ...(provider === undefined ? {} : { provider }) };
  const inputs = Object.fromEntries(Object.entries(one.inputs).map(([key, value]) => {
    const sources = (one.propertyDependencies[key] ?? []).map(at).filter((source) => source instanceof pulumi.CustomResource);
    return [key, fill(value, sources)];
  }));
  const resource = one.type.startsWith("towpath:")
    ? new Component(one.type, \`\${one.name}-\${copy}\`, inputs, opts)
    : new Custom(one.type, \`\${one.name}-\${copy}\`, inputs, opts);
  made.set(key, resource);
  return resource;
}

/** An unknown value is the id of what it comes from; one that comes from nowhere is left out. */
function fill(value: unknown, sources: pulumi.CustomResource[]): unknown {
  if (value === "<unknown>") return sources.length === 0 ? undefined : pulumi.all(sources.map(({ id }) => id)).apply(([id]) => id);
  if (value === "<secret>") return pulumi.secret("a secret of the replay");
  if (Array.isArray(value)) return value.map((each) => fill(each, sources));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each, sources)]));
  return value;
}

for (let copy = 0; copy < COPIES; copy++) for (const one of resources) make(one, copy);
`;
