import { runSimulation, runUnsafeSimulation, type Simulation } from "@cloud-copilot/iam-simulate";

/** One request, with every policy that has a say in it. */
export interface Request {
  /** The ARN of who asks, or a service such as `pods.eks.amazonaws.com`. */
  readonly principal: string;
  readonly call: string;
  readonly resource: string;
  readonly account: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** JSON texts. */
  readonly policies?: readonly string[];
  /** JSON text. @default no boundary */
  readonly boundary?: string;
  /** Of the bucket, key or role. @default none */
  readonly resourcePolicy?: unknown;
}

/**
 * Is the request allowed? By the rules of IAM as @cloud-copilot/iam-simulate has them, offline.
 * @throws Error when the simulator takes a policy or the request for malformed: never an answer
 */
export async function allowed(request: Request): Promise<boolean> {
  const { principal, call, resource, account, boundary } = request;
  const simulation: Simulation = {
    request: {
      principal,
      action: call,
      resource: { resource, accountId: account },
      contextVariables: Object.fromEntries(
        Object.entries(request.context).map(([key, value]) => [
          key,
          typeof value === "string" ? value : [...value],
        ]),
      ),
    },
    identityPolicies: (request.policies ?? []).map((text, at) => ({
      name: `policy-${at}`,
      policy: JSON.parse(text) as unknown,
    })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(request.resourcePolicy !== undefined && { resourcePolicy: request.resourcePolicy }),
    ...(boundary !== undefined && {
      permissionBoundaryPolicies: [{ name: "boundary", policy: JSON.parse(boundary) as unknown }],
    }),
  };
  const answer = await runSimulation(simulation, {});
  if (answer.resultType !== "error") return answer.overallResult === "Allowed";
  // Its table has two types for one ARN, so it cannot choose whose context keys to check. The policies
  // themselves it has read by then, and the question is the same.
  if (answer.errors.message === "multiple.resource.types") {
    return runUnsafeSimulation(simulation, {}) === "Allowed";
  }
  throw new Error(`${call} on ${resource}: ${JSON.stringify(answer.errors)}`);
}
