import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";

interface Registration {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** Runs the real index.ts as the stack of an environment, under Pulumi's mocks. */
async function run(stack: string) {
  const registered: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs: inputs as Record<string, unknown> });
        return { id: "", state: inputs as Record<string, unknown> };
      },
      call: ({ token }) => {
        throw new Error(`the program called ${token}, which no test answers`);
      },
    },
    "towpath",
    stack,
    true,
  );
  const program = await import("../index.js");
  const value = <T>(output: pulumi.Output<T>) =>
    new Promise<unknown>((resolve) => {
      output.apply((plain) => {
        resolve(plain);
      });
    });
  const environment = await value(program.environment);
  const services = await value(program.services);
  // Plain outputs resolve before the registrations that they belong to were answered.
  await pulumi.runtime.disconnect();
  return { environment, services, registered };
}

beforeEach(() => {
  vi.resetModules();
});

describe.each(["dev", "staging", "prod", "local"])("the program as %s", (stack) => {
  it("declares every service with its version and rollback target", async () => {
    const { environment, services, registered } = await run(stack);
    expect(environment).toMatchObject({ name: stack });
    expect(services).toEqual({
      "support-triage": {
        modelVersion: "support-triage-baseline-1",
        rollbackTarget: "support-triage-baseline-1",
      },
    });
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "towpath:platform:Platform towpath",
      "towpath:serving:ModelService support-triage",
    ]);
  });

  it("gives policies what a service serves", async () => {
    const { registered } = await run(stack);
    const service = registered.find(({ type }) => type === "towpath:serving:ModelService");
    expect(service?.inputs).toMatchObject({
      owner: "support-ml",
      contract: "text-classification/v1",
      current: { baseline: true, model_version: "support-triage-baseline-1" },
    });
  });
});

describe("the program as an environment without a stack file", () => {
  it("stops, naming the environments that there are, before anything is registered", async () => {
    await expect(run("qa")).rejects.toThrow(/no environment "qa" in stacks/);
  });
});
