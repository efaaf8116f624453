import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PreviewReport } from "../../apps/cli/preview/report";
import { withPromotion, withRollback } from "../../apps/cli/promotion/record";
import {
  type PromotedVersion,
  servedVersion,
  type Service,
  serviceSchema,
} from "../../components/config/service";
import type { Traffic } from "../../components/config/service-running";
import { parseYaml, type YamlFile } from "../../lib/yaml-file";
import { CHECKOUT, towpath } from "../preview-run";
import type { Manifest } from "./manifest";
import { objectsIn } from "./yaml-objects";

/** What a render reads, beside the packages. */
const PROGRAM = [
  ...["Pulumi.yaml", "package.json", "tsconfig.json", "index.ts"],
  ...["apps", "bin", "components", "dist", "lib", "policies", "scripts", "stacks"],
];

/** A copy of the checkout whose stack files a test changes and renders, as a reviewer's branch would. */
export class StacksProject {
  private readonly root = mkdtempSync(join(tmpdir(), "towpath-project-"));

  private constructor() {
    for (const name of PROGRAM) {
      // With their times, by which a build is old or new.
      const how = { recursive: true, preserveTimestamps: true };
      cpSync(join(CHECKOUT, name), join(this.root, name), how);
    }
    symlinkSync(join(CHECKOUT, "node_modules"), join(this.root, "node_modules"));
  }

  /** Makes one. Any command builds dist/ first, where it is older than its sources. */
  static async make(): Promise<StacksProject> {
    const built = await towpath(CHECKOUT, "--help");
    if (built.code !== 0) throw new Error(built.stderr);
    return new StacksProject();
  }

  /** The objects that `towpath render` writes, in the order of application. */
  async render(environment: string): Promise<Manifest[]> {
    const folder = mkdtempSync(join(this.root, "rendered-"));
    const ran = await towpath(this.root, "render", environment, "--out", join(folder, "out"));
    if (ran.code !== 0) throw new Error(`towpath render ${environment}: ${ran.stderr}`);
    return objectsIn(join(folder, "out", "objects"));
  }

  /** What the program registers for an environment, and with policies what the pack says of it. */
  async preview(
    environment: string,
    policies: "policies" | "none" = "none",
  ): Promise<PreviewReport> {
    const without = policies === "none" ? ["--no-policies"] : [];
    const ran = await towpath(this.root, "preview", environment, "--json", ...without);
    if (ran.code !== 0) throw new Error(`towpath preview ${environment}: ${ran.stderr}`);
    return JSON.parse(ran.stdout) as PreviewReport;
  }

  /** Replaces a text of a file, once. @throws Error when it is not there */
  edit(path: string, from: string, to: string): void {
    const text = this.read(path);
    if (!text.includes(from)) throw new Error(`${path} lacks ${JSON.stringify(from)}`);
    writeFileSync(join(this.root, path), text.replace(from, to));
  }

  /** Writes a file whole. */
  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  /** Promotes a version with `towpath promote`'s own writer; what was served becomes the way back. */
  promote(service: string, environment: string, current: PromotedVersion): void {
    this.change(service, (file) => {
      const previous = servedVersion(file.value, environment);
      return withPromotion(file, environment, { current, previous });
    });
  }

  /** Swaps the record's versions with `towpath rollback`'s own writer. */
  rollBack(service: string, environment: string): void {
    this.change(service, (file) => withRollback(file, environment));
  }

  /** Says how an environment shares requests between the record's versions. */
  share(service: string, environment: string, traffic: Partial<Traffic>): void {
    this.change(service, ({ document }) => {
      document.setIn(["environments", environment, "traffic"], traffic);
      return document.toString();
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  private change(service: string, write: (file: YamlFile<Service>) => string): void {
    const path = `stacks/services/${service}.yaml`;
    const file = parseYaml(this.read(path), serviceSchema, path);
    writeFileSync(join(this.root, path), write(file));
  }

  private read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }
}

/** A record's entry of a version. Only what decides what runs is the caller's; nobody evaluated it. */
export function promoted(
  modelVersion: string,
  artifact: PromotedVersion["artifact"],
): PromotedVersion {
  return {
    model_version: modelVersion,
    run_id: "test-run",
    artifact,
    data: { uri: "s3://datasets/eval.csv", sha256: "0".repeat(64) },
    commit: null,
    evaluation: { run_id: "test-evaluation", accuracy: 0.9, threshold: 0.85 },
    contract_check: { result: "pass", at: "2026-11-21T09:00:00Z" },
    approved_by: "test",
    promoted_by: "test",
    promoted_at: "2026-11-21T09:00:00Z",
  };
}
