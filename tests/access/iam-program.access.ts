import { beforeAll, describe, expect, test } from "vitest";
import { PLACE } from "../../components/access/testing";
import { type ProgramDocument, programDocuments } from "./iam-program";
import { findParliament, type Found, lint } from "./parliament";

/**
 * parliament knows identity policies. A trust policy gets the role that it is attached to as the
 * Resource, without which it takes it for malformed and reads no further; a variable gets a plain value,
 * since it takes the slash of `${aws:PrincipalTag/…}` for one of the ARN's.
 */
function readable({ kind, text }: ProgramDocument): string {
  const plain = text.replace(/\$\{[^}]+\}/g, "some-value");
  if (kind !== "trust") return plain;
  const { Statement, ...rest } = JSON.parse(plain) as { Statement: object[] };
  const Resource = `arn:aws:iam::${PLACE.account}:role/some-role`;
  return JSON.stringify({ ...rest, Statement: Statement.map((one) => ({ ...one, Resource })) });
}

/** What it takes for a mistake and AWS documents as right: type → what it says, and where AWS does. */
const DOCUMENTED: readonly (readonly [type: RegExp, said: RegExp])[] = [
  // A number with a point: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
  [/s3\/bucketPolicy/, /s3:TlsVersion/],
  // The key itself: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
  [/kms\/key/, /"RESOURCE_STAR"/],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  [/kms\/key/, /kms:EncryptionContext:aws:logs:arn|ArnLike requires a value of type Arn/],
];

describe.each(["dev", "prod"])("every IAM document of %s", (environment) => {
  let found: Found;
  let documents: readonly ProgramDocument[];
  beforeAll(async () => {
    found = await findParliament(process.env);
    documents = await programDocuments(environment);
  }, 240_000);

  test("is there to be read: of roles, buckets, keys and secrets", () => {
    const types = new Set(documents.map(({ of }) => of.split(" ")[0]));
    for (const type of [
      "aws:iam/role:Role",
      "aws:iam/rolePolicy:RolePolicy",
      "aws:iam/policy:Policy",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:secretsmanager/secretPolicy:SecretPolicy",
      "aws:kms/key:Key",
    ]) {
      expect(types, type).toContain(type);
    }
    for (const { of, text } of documents)
      expect(() => JSON.parse(text) as unknown, of).not.toThrow();
  });

  test("has no finding of parliament above info", { timeout: 240_000 }, async ({ skip }) => {
    if ("reason" in found) return skip(found.reason);
    const said: string[] = [];
    const needed = new Set<RegExp>();
    for (const document of documents) {
      for (const one of await lint(found.path, readable(document))) {
        const text = JSON.stringify(one);
        const known = DOCUMENTED.find(([type, what]) => type.test(document.of) && what.test(text));
        if (known === undefined) said.push(`${document.of}: ${text}`);
        else needed.add(known[1]);
      }
    }
    console.log(
      `parliament: ${documents.length} documents of ${environment}, ${said.length} findings`,
    );
    expect(said).toEqual([]);
    // An exception that nothing needs would hide the next mistake.
    expect([...needed].sort()).toEqual(DOCUMENTED.map(([, what]) => what).sort());
  });
});
