import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import type { PreviewReport } from "../apps/cli/preview/report";
import { type Fixture, makeFixture } from "../bench/preview/fixture";
import type { Ran } from "./cli";

/** This checkout. */
export const CHECKOUT = resolve(__dirname, "..");
const fixtures: Fixture[] = [];

/** Removes what {@link fixture} made. */
export function removeFixtures(): void {
  for (const one of fixtures) one.remove();
}

/** A project of its own around a program; gone after the tests. */
export function fixture(program: string, files: Readonly<Record<string, string>> = {}): Fixture {
  const made = makeFixture(CHECKOUT, program, files);
  fixtures.push(made);
  return made;
}

/** Runs `towpath preview` in a project's folder. */
export function preview(root: string, ...args: string[]): Promise<Ran> {
  return towpath(root, "preview", ...args);
}

/** Runs a command in a project's folder. */
export function towpath(root: string, ...args: string[]): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(CHECKOUT, "bin/towpath.js"), ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.once("error", fail);
    child.once("close", (code) => {
      done({ code, stdout, stderr });
    });
  });
}

/** What `preview prod --json` printed. */
export async function reportOf(root: string, ...args: string[]): Promise<PreviewReport> {
  const ran = await preview(root, "prod", "--json", ...args);
  expect(ran.stderr + ran.stdout.slice(0, 400)).not.toContain('"error"');
  return JSON.parse(ran.stdout) as PreviewReport;
}

/** What every program here begins with: three lines. */
export const IMPORTS = `import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
const provider = new aws.Provider("aws", { region: "eu-central-1" });
`;
