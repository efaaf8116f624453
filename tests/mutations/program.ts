import { resolve } from "node:path";
import { preview } from "../../apps/cli/preview/preview";
import { readProject } from "../../apps/cli/preview/project";
import type { Registration } from "../../apps/cli/preview/registration";

/** What a program registered, as a stack ends: with the components' outputs left out. */
export type Program = readonly Registration[];

/** Runs this checkout's program for an environment, without any policy, and keeps what it registers. */
export async function record(environment: string): Promise<Program> {
  const { registrations } = await preview({
    project: readProject(resolve(__dirname, "../..")),
    environment,
    timeoutMs: 120_000,
    policies: false,
    debug: false,
    env: process.env,
  });
  return registrations;
}
