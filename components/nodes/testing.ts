import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** A registration as the engine would get it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  /** `type name` of the parent; empty at the top. */
  readonly parent: string;
  /** The name of the explicit provider; empty for components. */
  readonly provider: string;
  /** Names of everything that it waits for. */
  readonly dependsOn: readonly string[];
  readonly ignoreChanges: readonly string[];
}

/** The part of a RegisterResourceRequest that tests read. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getObject(): { toJavaScript(): Record<string, unknown> };
}

interface RecordableMonitor {
  registerResource(request: Request, callback: (...results: unknown[]) => void): void;
}

/** What a test answers to the program's look-ups; every other call fails. */
export type Answers = Readonly<Record<string, (inputs: Record<string, unknown>) => object>>;

/** Runs a piece of program under Pulumi's mocks and gives back what it registered, in order. */
export async function record<T>(
  build: (providers: pulumi.ComponentResourceOptions) => T,
  options: { readonly preview?: boolean; readonly answers?: Answers } = {},
): Promise<{ result: T; registered: Registration[]; called: string[] }> {
  const { preview = false, answers = {} } = options;
  const called: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) =>
        preview
          ? { id: "", state: inputs as Record<string, unknown> }
          : { id: `${name}-id`, state: created(name, inputs as Record<string, unknown>) },
      call: ({ token, inputs }) => {
        const answer = Object.hasOwn(answers, token) ? answers[token] : undefined;
        if (answer === undefined)
          throw new Error(`called ${token}, which the test does not answer`);
        called.push(token);
        return answer(inputs as Record<string, unknown>);
      },
    },
    "towpath",
    "test",
    preview,
  );
  const registered = recordRequests();
  const result = attempt(() =>
    build({
      providers: {
        aws: new aws.Provider("cloud", { region: "us-east-1" }),
        kubernetes: new k8s.Provider("cluster", {}),
      },
    }),
  );
  // What was begun is waited for, failed or not: it must not answer into the next run's monitor.
  await pulumi.runtime.disconnect();
  if ("error" in result) throw result.error;
  const program = registered.filter(({ type }) => !type.startsWith("pulumi:providers:"));
  return { result: result.value, registered: program, called };
}

function attempt<T>(run: () => T): { value: T } | { error: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
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
export function only(registered: readonly Registration[], name: string): Registration {
  const found = registered.filter((each) => each.name === name);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`${found.length} named ${name} in ${registered.map((r) => r.name).join(", ")}`);
  }
  return first;
}

function recordRequests(): Registration[] {
  const registered: Registration[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as RecordableMonitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const [, , type, parentName] = request.getParent().split("::");
    registered.push({
      type: request.getType(),
      name: request.getName(),
      inputs: request.getObject().toJavaScript(),
      parent: parentName === undefined ? "" : `${type?.split("$").at(-1) ?? ""} ${parentName}`,
      provider: request.getProvider().split("::")[3] ?? "",
      dependsOn: request.getDependenciesList().map((urn) => urn.split("::")[3] ?? urn),
      ignoreChanges: request.getIgnorechangesList(),
    });
    register(request, callback);
  };
  return registered;
}

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
