import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What a policy is made of: texts, lists and structures of them, any text perhaps not known yet. */
export type PolicyFacts = Readonly<Record<string, unknown>>;

/** Around a placeholder's number: private-use characters, which no name in AWS has. */
const PLACEHOLDER = /\uE000(\d+)\uE001/;

/**
 * A policy as a structure in which only what AWS has still to name is unknown, so that a preview
 * shows, and rules judge, who may do what before anything exists. The same as JSON text made inside
 * `apply` would be unknown altogether.
 *
 * The provider turns the structure into JSON: `Transform: tfbridge.TransformJSONDocument` of
 * `assume_role_policy` of `aws_iam_role`, and of `policy` of `aws_iam_role_policy` and
 * `aws_s3_bucket_policy`, in provider/resources.go of pulumi/pulumi-aws at 00ba5ea5. `aws_kms_key` and
 * `aws_secretsmanager_secret_policy` have none there: give them `pulumi.jsonStringify` of this.
 * @param facts what the policy depends on
 * @param build the JSON text of the policy from plain facts. It may put a fact that is an Output into
 * texts, but not look inside it: it gets a placeholder
 * @throws Error when `build` used an Output for anything but the texts of values
 */
export function policyDocument<const Facts extends PolicyFacts>(
  facts: Facts,
  build: (facts: pulumi.Unwrap<Facts>) => string,
): aws.iam.PolicyDocument {
  const outputs: pulumi.Output<string>[] = [];
  const text = build(withPlaceholders(facts, outputs) as pulumi.Unwrap<Facts>);
  const lost = outputs.findIndex((_, index) => !text.includes(placeholder(index)));
  if (lost !== -1) {
    throw new Error(`a policy that was built from ${Object.keys(facts).join(", ")} leaves one out`);
  }
  return withOutputs(JSON.parse(text), outputs) as aws.iam.PolicyDocument;
}

const placeholder = (index: number) => `\uE000${index}\uE001`;

/** The same facts, with a placeholder for each Output; the Outputs are noted. */
function withPlaceholders(value: unknown, outputs: pulumi.Output<string>[]): unknown {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return placeholder(outputs.push(pulumi.output(value as pulumi.Input<string>)) - 1);
  }
  if (Array.isArray(value)) return value.map((each) => withPlaceholders(each, outputs));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withPlaceholders(each, outputs)]),
  );
}

/** The same structure, with the Outputs in the placeholders' places. */
function withOutputs(value: unknown, outputs: readonly pulumi.Output<string>[]): unknown {
  if (typeof value === "string") return filled(value, outputs);
  if (Array.isArray(value)) return value.map((each) => withOutputs(each, outputs));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (PLACEHOLDER.test(key)) {
        throw new Error("a policy has a key that only AWS can name; only values can be unknown");
      }
      return [key, withOutputs(each, outputs)];
    }),
  );
}

/** A text of which parts may be known only to AWS. */
function filled(
  text: string,
  outputs: readonly pulumi.Output<string>[],
): string | pulumi.Output<string> {
  // Splitting by a pattern with one group gives texts and the group's numbers in turn.
  const parts = text.split(PLACEHOLDER);
  if (parts.length === 1) return text;
  return pulumi.concat(...parts.map((part, at) => (at % 2 === 0 ? part : outputAt(outputs, part))));
}

function outputAt(outputs: readonly pulumi.Output<string>[], index: string): pulumi.Output<string> {
  const found = outputs[Number(index)];
  if (found === undefined) throw new Error(`a policy has a placeholder that nobody set: ${index}`);
  return found;
}
