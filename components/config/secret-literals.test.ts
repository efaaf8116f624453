import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseYaml } from "../../lib/yaml-file";
import { bitsPerLetter, secretProblems, suspicionOf } from "./secret-literals";

/** What a file with this text is told; "" when nothing is wrong. */
function told(text: string): string {
  try {
    parseYaml(text, z.unknown(), "a.yaml", secretProblems);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

// Made of parts, so that no scanner takes this file for a leak.
const AWS_KEY = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
const PEM = ["-----BEGIN RSA", "PRIVATE KEY-----"].join(" ");
const GITHUB = `ghp_${"a1B2".repeat(9)}`;

describe("secretProblems", () => {
  it.each([
    [
      "an AWS access key id",
      `x: ${AWS_KEY}\n`,
      /^a\.yaml:1:4: x: looks like an AWS access key id;/,
    ],
    ["a key in a list", `x:\n  - [a, ${AWS_KEY}]\n`, /^a\.yaml:2:9: x\.0\.1: looks like an AWS/],
    ["a private key", `x: |\n  ${PEM}\n  MIIE\n`, /^a\.yaml:1:4: x: looks like a private key/],
    ["a token", `x: ${GITHUB}\n`, /x: looks like a GitHub token/],
    ["a comment", `x: 1 # was ${AWS_KEY}\n`, /^a\.yaml:1:6: looks like an AWS .* in a comment/],
    [
      "a comment alone",
      `# é ${PEM}\nx: 1\n`,
      /^a\.yaml:1:1: looks like a private key in a comment/,
    ],
    ["a key of a map", `x:\n  ${AWS_KEY}: 1\n`, /^a\.yaml:2:3: x: looks like an AWS .* as a key/],
    ["a password in an address", "x: postgres://u:pw@host/db\n", /x: looks like a password in an/],
    ["a password by its key", "db_password: hunter2\n", /db_password: looks like a literal under/],
    ["a number as password", "password: 12345\n", /password: looks like a literal under/],
    ["a key in camel case", "clientSecret: abc\n", /clientSecret: looks like a literal under/],
    ["an API key", "tracking:\n  api-key: abc\n", /tracking\.api-key: looks like a literal under/],
    ["what was never encrypted", "x: { secure: hunter2 }\n", /x\.secure: looks like a value that/],
    ["random text", "x: kJ8sLq0PzR4vT2wXyB6nM3cD5fG7hK9a\n", /x: looks like a string too random/],
    ["a key behind an anchor", `x: &a ${AWS_KEY}\ny: *a\n`, /x: looks like an AWS/],
  ])("refuses %s", (_, text, expected) => {
    expect(told(text)).toMatch(expected);
    expect(told(text)).toContain("pulumi config set --secret");
  });

  it.each([
    ["ciphertext", "x: { secure: AAABAKzuF0kJ8sLq0PzR4vT2wXyB6nM3cD5fG7hK9a }\n"],
    [
      "Pulumi's salt",
      "encryptionsalt: v1:kJ8sLq0PzR4=:v1:T2wXyB6nM3cD5fG7:hK9aLq0PzR4vT2wXyB6nM3c=\n",
    ],
    ["Pulumi's key", "encryptedkey: AQICAHgkJ8sLq0PzR4vT2wXyB6nM3cD5fG7hK9aLq0PzR4v\n"],
    ["actions that speak of secrets", "matrix:\n  rotate-secrets: { developer: no }\n"],
    ["surfaces", "secret-rotation: { owner: platform }\n"],
    ["a missing password", "password: null\ntoken:\n"],
    ["limits", "max_tokens: 512\n"],
    ["digests", `x: sha256:${"0a1b".repeat(16)}\ncommit: ${"9f".repeat(20)}\n`],
    ["addresses", "x: https://github.com/NVIDIA/gpu-operator/blob/main/CHANGELOG-2026.md#L10\n"],
    ["paths", "x: /tmp/towpath-golden-aB3xYz/store/1/0f9e8d7c6b5a/Artifacts/model.json\n"],
    ["roles", "x: arn:aws:iam::123456789012:role/TowpathPlatformOwner2-AbC1dEf2\n"],
    ["times and ranges", "x: 2026-11-21T09:00:00Z\ny: 10.0.0.0/16\n"],
  ])("lets %s be", (_, text) => {
    expect(told(text)).toBe("");
  });

  it("finds whatever random bytes were encoded, and never repeats them", () => {
    const random = fc
      .uint8Array({ minLength: 30, maxLength: 64 })
      .map((bytes) => Buffer.from(bytes).toString("base64"))
      // Bytes that happen to repeat, or to lack a class of letters, are not what generators make.
      .filter((text) => /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text))
      .filter((text) => bitsPerLetter(text) >= 4.2);
    fc.assert(
      fc.property(random, (secret) => {
        const message = told(`tracking:\n  note: "${secret}"\n`);
        expect(message).toMatch(/^a\.yaml:2:9: tracking\.note: looks like /);
        expect(message).not.toContain(secret);
        expect(message).not.toContain(secret.slice(0, 12));
      }),
    );
  });

  it("refuses any literal under a password's key, and never repeats it", () => {
    const literal = fc.stringMatching(/^[a-zA-Z0-9!$%&/()=?_-]{8,40}$/);
    fc.assert(
      fc.property(literal, (secret) => {
        const message = told(`admin_password: ${JSON.stringify(secret)}\n`);
        expect(message).toContain("a.yaml:1:17: admin_password: looks like");
        expect(message).not.toContain(secret);
      }),
    );
  });

  it("takes no name, digest, id or version for a secret", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,11}$/);
    const harmless = fc.oneof(
      fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join("-")),
      fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => `s3://${words.join("/")}`),
      fc.uint8Array({ minLength: 16, maxLength: 32 }).map((b) => Buffer.from(b).toString("hex")),
      fc.uuid(),
      fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => `v${parts.join(".")}-full`),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(harmless, (text) => {
        expect(suspicionOf(text)).toBeUndefined();
      }),
    );
  });
});
