import { createRequire } from "node:module";
import * as fc from "fast-check";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it } from "vitest";
import { unknownCheckingProxy } from "../engine/known";
import { readOnce } from "../engine/one-reading";
import type { Scope } from "../engine/rule";
import type { Subject } from "../engine/subject";
import { broken, contextOf, judge, resourcesOf, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { literals } from "./literals";

/** Made up here from parts, so that no scanner takes this file for a leak. */
const AWS_KEY = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
const GITHUB_TOKEN = ["ghp", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("_");
const PRIVATE_KEY = ["-----BEGIN RSA", "PRIVATE KEY-----\nMIIE"].join(" ");
const ADDRESS = "postgresql://mlflow:" + "hunter2hunter2@db.internal:5432/mlflow";
const PLANTED = [AWS_KEY, GITHUB_TOKEN, PRIVATE_KEY, ADDRESS];

const type = "aws:lambda/function:Function";
const config = "kubernetes:core/v1:ConfigMap";

ruleCases(literals, {
  compliant: {
    "plain settings": {
      given: { type: config, props: { data: { "server.yaml": "port: 8080\nlevel: info\n" } } },
    },
    "a value that only a deployment knows": { given: { type, props: { password: UNKNOWN_VALUE } } },
    "switches and references": {
      given: {
        type,
        props: {
          manageMasterUserPassword: true,
          automountServiceAccountToken: false,
          httpTokens: "required",
          secret: "gateway-certificate",
          clientSecret: "${CLIENT_SECRET}",
          credentials: "arn:aws:iam::111122223333:role/reader",
          token: "",
        },
      },
    },
    "an address whose password is put in later": {
      given: { type, props: { args: ["postgresql://mlflow:$(DATABASE_PASSWORD)@db:5432/mlflow"] } },
    },
    "digests, public keys and base64 of a script": {
      given: {
        type,
        props: {
          sourceCodeHash: "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
          publicKey:
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
          image: `mlflow@sha256:${"0a".repeat(32)}`,
          userData: Buffer.from("#!/bin/sh\necho hello\n").toString("base64"),
        },
      },
    },
  },
  violating: {
    "a password under its key": {
      given: { type, props: { environment: { variables: { DB_PASSWORD: "hunter2" } } } },
      says: /^environment\.variables\.DB_PASSWORD holds a literal under the key DB_PASSWORD/,
    },
    "an access key in a script of a launch template": {
      given: {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        props: { userData: Buffer.from(`export AWS_KEY=${AWS_KEY}\n`).toString("base64") },
      },
      says: /^userData holds an AWS access key id/,
    },
    "a token in a list": {
      given: { type, props: { args: ["--verbose", `--token=${GITHUB_TOKEN}`] } },
      says: /^args\[1\] holds a GitHub token/,
    },
    "a private key in a file of a ConfigMap": {
      given: { type: config, props: { data: { "tls.key": PRIVATE_KEY } } },
      says: /^data\.tls\.key holds a private key/,
    },
    "a key that is one": {
      given: { type: config, props: { data: { [AWS_KEY]: "owner" } } },
      says: /^data holds an AWS access key id as a key/,
    },
    "a component's inputs": {
      given: { type: "towpath:platform:Platform", props: { uri: ADDRESS } },
      says: /^uri holds a password in an address/,
    },
  },
});

describe("keys-and-secrets-literals, as the engine sends inputs", () => {
  /** Marks of the wire form: sdk/nodejs/runtime/rpc.ts in pulumi/pulumi. */
  const secret = (value: unknown) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  });
  /** What the rule says about inputs that came over the wire. */
  function said(inputs: Record<string, JavaScriptValue>): string[] {
    readOnce();
    const { deserializeProperties } = createRequire(__filename)("@pulumi/policy/deserialize") as {
      deserializeProperties: (struct: Struct, keepSecrets: boolean) => object;
    };
    const props = unknownCheckingProxy(deserializeProperties(Struct.fromJavaScript(inputs), false));
    const messages: string[] = [];
    const subject = { ...resourcesOf([{ type }])[0], props } as unknown as Subject;
    literals.check(subject, (message) => messages.push(message), contextOf() as Scope<unknown>);
    return messages;
  }

  it("accepts what the program marked as secret, alone or as a part of something", () => {
    expect(said({ password: secret("hunter2hunter2"), env: secret({ list: [ADDRESS] }) })).toEqual(
      [],
    );
  });

  it("finds what stands beside a marked value", () => {
    expect(said({ password: secret("hunter2hunter2"), list: [secret("a"), ADDRESS] })).toEqual([
      expect.stringMatching(/^list\[1\] holds a password in an address/),
    ]);
  });
});

describe("keys-and-secrets-literals, anywhere", () => {
  const inputs = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(UNKNOWN_VALUE),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie("value"), { maxKeys: 4 }),
    ),
  })).value;
  const steps = fc.array(fc.oneof(fc.stringMatching(/^[a-z]{1,6}$/), fc.nat(3)), {
    minLength: 1,
    maxLength: 8,
  });

  it("finds what was planted, however deep and beside whatever, and does not repeat it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLANTED),
        steps,
        fc.array(inputs, { maxLength: 3 }),
        fc.constantFrom("", "before ", "key="),
        (secret, path, beside, before) => {
          const planted = path.reduceRight<unknown>(
            (inner, step) =>
              typeof step === "number" ? [...beside.slice(0, step), inner] : { [step]: inner },
            before + secret,
          );
          const { violations } = judge(literals, { type, props: { planted, beside } });
          expect(violations.some(({ message }) => message.startsWith("planted"))).toBe(true);
          for (const { message } of violations) expect(message).not.toContain(secret);
        },
      ),
    );
  });

  it("finds nothing in identifiers, paths and prose", () => {
    const harmless = fc.oneof(
      fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/),
      fc.stringMatching(/^\/[a-z]{1,8}(\/[a-z0-9._-]{1,12}){0,4}$/),
      fc.stringMatching(/^[0-9a-f]{64}$/),
      fc.uuid(),
      fc.lorem(),
      fc.webUrl(),
      fc.ipV4(),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}Id$/), harmless), (props) => {
        expect(broken(literals, { type, props })).toEqual([]);
      }),
    );
  });
});
