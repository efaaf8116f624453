import type { PolicyResource } from "@pulumi/policy";
import { nothingKnown, UnknownValueError } from "./known";
import type { Properties, Subject } from "./subject";

/** A resource among the others: with its parent and what its inputs come from. */
export interface StackResource<Props = Properties> extends Subject<Props> {
  readonly parent?: StackResource | undefined;
  readonly dependencies: readonly StackResource[];
  /** Input → the resources that its value comes from. */
  readonly propertyDependencies: Readonly<Record<string, readonly StackResource[]>>;
}

/** What a rule could not tell about a resource. */
export interface Undecided {
  readonly resource: Subject;
  /** The value that only a deployment knows. */
  readonly path: string;
}

/** The resources of a stack, and what belongs together among them. */
export class Stack {
  /** What could not be told so far. */
  readonly undecided: Undecided[] = [];

  private readonly byType = new Map<string, StackResource[]>();
  /** Made when a rule first asks for it: the SDK makes each rule a stack of its own. */
  private users: Map<StackResource, Use[]> | undefined;

  constructor(readonly resources: readonly StackResource[]) {
    for (const one of resources) {
      const list = this.byType.get(one.type);
      if (list === undefined) this.byType.set(one.type, [one]);
      else list.push(one);
    }
  }

  /** The stack itself, where something about no single resource is reported. */
  get root(): StackResource {
    const root = this.byType.get("pulumi:pulumi:Stack")?.[0] ?? this.resources[0];
    if (root === undefined) throw new Error("a stack without resources has nothing to judge");
    return root;
  }

  /** All of a type, in the order of registration. */
  ofType<Props = Properties>(type: string): readonly StackResource<Props>[] {
    return (this.byType.get(type) ?? []) as readonly StackResource<Props>[];
  }

  /**
   * Judges all of some types one by one. One whose values only a deployment knows is noted as
   * undecided, and the others are judged all the same.
   */
  each<Props = Properties>(
    types: string | readonly string[],
    judge: (resource: StackResource<Props>) => void,
  ): void {
    for (const type of typeof types === "string" ? [types] : types) {
      for (const resource of this.ofType<Props>(type)) {
        this.decide(resource as StackResource, () => {
          judge(resource);
        });
      }
    }
  }

  /** Runs a judgement about a resource; what cannot be told is noted. */
  decide(resource: Subject, judge: () => void): void {
    try {
      judge();
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      this.undecided.push({ resource, path: pathOf(error) });
    }
  }

  /**
   * The resources of a type that take an input from this one: its versioning, its policy. Found by
   * what the program connected, which is known before the bucket has a name.
   */
  partsOf<Props = Properties>(
    resource: StackResource,
    type: string,
    input: string,
  ): StackResource<Props>[] {
    return ((this.users ??= usersOf(this.resources)).get(resource) ?? [])
      .filter((use) => use.input === input && use.user.type === type)
      .map(({ user }) => user as unknown as StackResource<Props>);
  }

  /** The first resource of a type that an input comes from. */
  source(resource: StackResource, input: string, type: string): StackResource | undefined {
    return resource.propertyDependencies[input]?.find((one) => one.type === type);
  }
}

/** One input of a resource that comes from another. */
interface Use {
  readonly input: string;
  readonly user: StackResource;
}

/** Resource → what takes an input from it. */
function usersOf(resources: readonly StackResource[]): Map<StackResource, Use[]> {
  const users = new Map<StackResource, Use[]>();
  for (const user of resources) {
    for (const [input, sources] of Object.entries(user.propertyDependencies)) {
      for (const source of sources) {
        const uses = users.get(source);
        if (uses === undefined) users.set(source, [{ input, user }]);
        else uses.push({ input, user });
      }
    }
  }
  return users;
}

/** `policy` in "string value at .policy can't be known during preview". */
function pathOf(error: Error): string {
  return / value at \.(.+) can't be known/.exec(error.message)?.[1] ?? "a value";
}

/**
 * The SDK's resources are what rules read.
 * @param dryRun whether it is a preview. An engine cannot ask a provider whose own settings it does not
 * know yet, such as the kubeconfig of a cluster to be made, and hands over all of its resources without
 * a property: nothing is known of them then.
 */
export function stackOf(resources: readonly PolicyResource[], dryRun: boolean): Stack {
  if (dryRun) {
    const silent = silentProviders(resources);
    for (const one of resources) {
      // In place: other resources refer to it.
      if (one.provider !== undefined && silent.has(one.provider.urn)) one.props = nothingKnown();
    }
  }
  return new Stack(resources);
}

/** Providers none of whose resources has a property. */
function silentProviders(resources: readonly PolicyResource[]): ReadonlySet<string> {
  const speaking = new Map<string, boolean>();
  for (const { provider, props } of resources) {
    if (provider === undefined) continue;
    // One resource with a property is enough, and nearly always the first.
    if (speaking.get(provider.urn) === true) continue;
    speaking.set(provider.urn, Object.keys(props).length > 0);
  }
  return new Set([...speaking].filter(([, speaks]) => !speaks).map(([urn]) => urn));
}
