import { didYouMean } from "../../../lib/nearest";
import { lookup, LOOKUP_TOKENS } from "./lookups";
import { ProgramError } from "./program-error";
import type { Registration } from "./registration";
import type { Place } from "./request";
import { describe, mintUrn, STACK_TYPE } from "./urn";
import { asSecret, collectSecrets, isMap, type Json, type Properties, UNKNOWN } from "./wire";

/** Sees each resource before the program gets its answer; may change its inputs. */
export type Gate = (registration: Registration) => Promise<Properties>;

/** What a program is told about a resource that it registered: more than that is unknown to it. */
export interface Answered {
  /** Empty where only a deployment knows it. */
  readonly id: string;
  readonly outputs: Properties;
}

/** Answers a registration of a resource that a provider makes. */
export type Answer = (registration: Registration) => Answered;

/** Keeps what a program registers, and notices what an engine would refuse. */
export class Recorder {
  readonly registrations: Registration[] = [];
  readonly secrets = new Set<string>();
  readonly warnings: string[] = [];
  /** What the program exports; undefined until it said so. */
  outputs: Properties | undefined;
  /** Component URN → what it registered as outputs. */
  readonly componentOutputs = new Map<string, Properties>();

  private readonly byUrn = new Map<string, Registration>();
  private readonly listeners: ((error: ProgramError) => void)[] = [];
  private readonly endListeners: (() => void)[] = [];

  /**
   * @param defaultProvidersOff packages that must be given a provider; `*` for all of them
   * @param gate e.g. the policy packs
   * @param answer tells more than a preview does, as a render needs it
   */
  constructor(
    readonly place: Place,
    private readonly defaultProvidersOff: readonly string[],
    private readonly gate: Gate,
    private readonly answer: Answer = (registration) => ({
      id: "",
      outputs: outputsOf(registration),
    }),
  ) {}

  /** Tells of the first thing that an engine would refuse, or that the program logged as an error. */
  onFailure(listener: (error: ProgramError) => void): void {
    this.listeners.push(listener);
  }

  /** The last resource that arrived, for messages about a program that stopped. */
  get last(): Registration | undefined {
    return this.registrations.at(-1);
  }

  /** Takes a registration. @throws ProgramError as the engine would refuse it */
  async register(registration: Registration): Promise<Answered & { registration: Registration }> {
    const { urn } = registration;
    if (this.byUrn.has(urn)) {
      throw this.refuse(
        `registers ${describe(urn)} twice: two resources cannot share the URN ${urn}`,
        "Give one of them another name, or another parent.",
        urn,
      );
    }
    this.checkProvider(registration);
    this.byUrn.set(urn, registration);
    collectSecrets(registration.inputs, this.secrets);
    const inputs = await this.gate(registration);
    const kept = inputs === registration.inputs ? registration : { ...registration, inputs };
    this.byUrn.set(urn, kept);
    this.registrations.push(kept);
    const answered = registration.custom ? this.answer(kept) : { id: "", outputs: {} };
    return { registration: kept, ...answered };
  }

  /** Takes a resource that exists already and is only read. @returns its URN */
  read(
    one: Pick<Registration, "type" | "name" | "parent" | "provider" | "dependencies" | "inputs">,
  ): string {
    const urn = mintUrn(this.place, one);
    collectSecrets(one.inputs, this.secrets);
    const registration: Registration = {
      ...one,
      urn,
      custom: true,
      protect: false,
      retainOnDelete: false,
      deleteBeforeReplace: false,
      propertyDependencies: {},
      aliases: [],
      ignoreChanges: [],
      additionalSecretOutputs: [],
    };
    this.byUrn.set(urn, registration);
    this.registrations.push(registration);
    return urn;
  }

  /** Takes a component's outputs; the stack's are what the program exports. */
  registerOutputs(urn: string, outputs: Properties): void {
    collectSecrets(outputs, this.secrets);
    this.componentOutputs.set(urn, outputs);
    if (this.byUrn.get(urn)?.type === STACK_TYPE) this.outputs = outputs;
  }

  /** Answers a provider's function. @throws ProgramError where a preview cannot */
  invoke(token: string, provider: string, args: Properties): Properties {
    const region = this.byUrn.get(provider.split("::").slice(0, -1).join("::"))?.inputs.region;
    const result = lookup(token, { region: typeof region === "string" ? region : undefined }, args);
    if (result !== undefined) return result;
    throw this.refuse(
      `calls ${token}, a function that a preview cannot answer${didYouMean(token, LOOKUP_TOKENS)}`,
      "Only a cloud account knows its answer. Use a look-up of apps/cli/preview/lookups.ts, or add this one there with the fields that it returns.",
    );
  }

  /** Takes a line of the program's log; errors end the preview. */
  log(severity: "error" | "warning" | "info", message: string, urn: string): void {
    if (severity === "warning") this.warnings.push(message);
    if (severity === "error") this.fail(new ProgramError("logged", message, { urn }));
  }

  /** Tells when the program came to its end without an error. */
  onEnd(listener: () => void): void {
    this.endListeners.push(listener);
  }

  /** Takes the program's word that it is done; without its exports it is not. */
  finished(): void {
    if (this.outputs !== undefined) for (const listener of this.endListeners) listener();
  }

  /** Notes a mistake of the program, and gives the error to answer it with. */
  refuse(message: string, hint: string, urn?: string): ProgramError {
    const error = new ProgramError("refused", message, { hint, urn: urn ?? this.last?.urn ?? "" });
    this.fail(error);
    return error;
  }

  private fail(error: ProgramError): void {
    for (const listener of this.listeners) listener(error);
  }

  private checkProvider({ type, urn, custom, provider }: Registration): void {
    const [pkg = ""] = type.split(":");
    if (!custom || provider !== "" || pkg === "pulumi") return;
    if (this.defaultProvidersOff.includes("*") || this.defaultProvidersOff.includes(pkg)) {
      throw this.refuse(
        `registers ${describe(urn)} without a provider, and default providers are switched off (pulumi:disable-default-providers)`,
        "Pass the provider that the program makes: `{ parent: this }` inherits it; `{ provider }` names one.",
        urn,
      );
    }
  }
}

/** A chart's release has a name of another kind. */
const isKubernetesObject = (type: string): boolean =>
  type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh/");

/**
 * What a resource's outputs are before it exists: its inputs, and what a provider is known to add.
 * @returns the inputs themselves where it adds nothing
 */
export function outputsOf(registration: Registration): Properties {
  const { inputs } = registration;
  const added: Record<string, Json> = {};
  for (const key of registration.additionalSecretOutputs) {
    // An output that will be secret is secret already in what is made from it.
    if (inputs[key] === undefined || inputs[key] === null) added[key] = asSecret(UNKNOWN);
  }
  if (isKubernetesObject(registration.type)) {
    // Pulumi makes the name of an object without one at the deployment: unknown, not missing.
    const metadata = isMap(inputs.metadata) ? inputs.metadata : {};
    if (metadata.name === undefined) added.metadata = { ...metadata, name: UNKNOWN };
  }
  return Object.keys(added).length === 0 ? inputs : { ...inputs, ...added };
}
