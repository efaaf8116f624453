import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { named, run, type Cloud, type Registered } from "../testing";

/** A registration with the names, and only the names, of what it refers to. */
export interface Registration extends Omit<Registered, "dependencies"> {
  /** Names of everything that it waits for. */
  readonly dependsOn: readonly string[];
}

/** What a test answers to the program's look-ups; every other call fails. */
export type Answers = NonNullable<Cloud["calls"]>;

/** Runs a piece of program with a provider of each kind, and gives back what it registered, in order. */
export async function record<T>(
  build: (providers: pulumi.ComponentResourceOptions) => T,
  options: { readonly preview?: boolean; readonly answers?: Answers } = {},
): Promise<{ result: T; registered: Registration[]; called: string[] }> {
  const { answers: calls = {}, preview = false } = options;
  const program = () =>
    build({
      providers: {
        aws: new aws.Provider("cloud", { region: "us-east-1" }),
        kubernetes: new k8s.Provider("cluster", {}),
      },
    });
  const ran = await run(program, { calls, others: created }, { preview });
  const registered = ran.all
    .filter(({ type }) => !type.startsWith("pulumi:providers:"))
    .map(({ dependencies, provider, ...rest }) => ({
      ...rest,
      provider: provider.split("::")[3] ?? "",
      dependsOn: dependencies.map((dependency) => dependency.split(" ")[1] ?? dependency),
    }));
  const called = ran.calls.map((call) => call.split(" ")[0] ?? call);
  return { result: ran.value, registered, called };
}

/** The value of an output of a program that ran under {@link record} without preview. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise<T>((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });
}

/** The one registration of a name. */
export const only = named<Registration>;

/** What a provider would add to a resource's inputs, as far as the nodes read it. */
function created(name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const metadata = inputs.metadata as Record<string, unknown> | undefined;
  return {
    arn: `arn:of:${name}`,
    name,
    nodeGroupName: name,
    latestVersion: 7,
    resources: [{ autoscalingGroups: [{ name: `eks-${name}` }] }],
    ...inputs,
    ...(metadata !== undefined && { metadata: { name, ...metadata } }),
  };
}
