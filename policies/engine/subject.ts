import type { PolicyProviderResource, PolicyResource } from "@pulumi/policy";
import type * as pulumi from "@pulumi/pulumi";

/** Inputs that nobody gave a type. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource's inputs as a rule reads them: the type of its args with plain values, any may be missing. */
export type Inputs<Args> = Readonly<Partial<pulumi.Unwrap<Args>>>;

/**
 * A resource as a rule sees it. Reading a value that only a deployment knows throws
 * `UnknownValueError`: let it pass, and the rule says "cannot tell until deployed"; where being there
 * is enough, ask `isSet` of ../engine/known.
 */
export interface Subject<Props = Properties> {
  readonly urn: string;
  /** Type token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly props: Props;
  readonly opts: PolicyResource["opts"];
  /** The explicit provider; undefined for components and where none was given. */
  readonly provider?: PolicyProviderResource | undefined;
}
