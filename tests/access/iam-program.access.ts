import { beforeAll, describe, expect, test } from "vitest";
import { PLACE } from "../../components/access/testing";
import { type ProgramDocument, programDocuments } from "./iam-program";
import { findParliament, type Found, lint } from "./parliament";

/**
 * parliament knows identity policies. A trust policy gets the role that it is attached to as the
 * Resource, without which it takes it for malformed and reads no further.
 */
function readable({ kind, text }: ProgramDocument): string {
  if (kind !== "trust") return text;
  const { Statement, ...rest } = JSON.parse(text) as { Statement: object[] };
  const Resource = `arn:aws:iam::${PLACE.account}:role/some-role`;
  return JSON.stringify({ ...rest, Statement: Statement.map((one) => ({ ...one, Resource })) });
}

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
      "towpath:foundation:EncryptionKey",
    ]) {
      expect(types, type).toContain(type);
    }
    for (const { of, text } of documents)
      expect(() => JSON.parse(text) as unknown, of).not.toThrow();
  });

  test("has no finding of parliament above info", { timeout: 240_000 }, async ({ skip }) => {
    if ("reason" in found) return skip(found.reason);
    const said: string[] = [];
    for (const document of documents) {
      for (const one of await lint(found.path, readable(document))) {
        said.push(`${document.of}: ${JSON.stringify(one)}`);
      }
    }
    console.log(
      `parliament: ${documents.length} documents of ${environment}, ${said.length} findings`,
    );
    expect(said).toEqual([]);
  });
});
