/** A component whose buckets nobody owns: made in a callback, through a helper, and late. */
export const SHELF = `import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";

export class Shelf extends pulumi.ComponentResource {
  constructor(name: string, books: string[], opts: pulumi.ComponentResourceOptions) {
    super("towpath:test:Shelf", name, {}, opts);
    books.forEach((book) => void new aws.s3.Bucket(\`\${name}-\${book}\`, {}, { parent: this }));
    helper(\`\${name}-index\`, this);
    pulumi.output("late").apply((late) => new aws.s3.Bucket(\`\${name}-\${late}\`, {}, { parent: this }));
  }
}

function helper(name: string, parent: pulumi.Resource): aws.s3.Bucket {
  return new aws.s3.Bucket(name, {}, { parent });
}
`;

/** A pack of two rules: one that every bucket without an owner breaks, one that reads a policy. */
export const VERDICTS_PACK: Readonly<Record<string, string>> = {
  "policies/index.ts": `import { PolicyPack } from "@pulumi/policy";
new PolicyPack("rules", { policies: [
  { name: "owner", description: "Buckets have an owner.", enforcementLevel: "mandatory", severity: "high",
    remediationSteps: "Set \`tags.owner\` of the bucket.", url: "docs/policies.md#owner", tags: ["24"],
    validateResource: (args, report) => {
      if (args.type === "aws:s3/bucket:Bucket" && args.props.tags === undefined) report("Nobody owns it.");
    } },
  { name: "no-stars", description: "Policies name who may act.", enforcementLevel: "mandatory", severity: "critical",
    validateResource: (args, report) => {
      if (args.type === "aws:s3/bucketPolicy:BucketPolicy" && args.props.policy.includes("*")) report("It has a star.");
    } },
] });
`,
  "policies/package.json": '{ "name": "rules", "version": "1.0.0" }',
  "policies/PulumiPolicy.yaml": "runtime: nodejs\n",
};
