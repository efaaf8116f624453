import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kebab, Placeholders } from "./placeholders";

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const urnOf = (name: string, stack = "prod") =>
  `urn:pulumi:${stack}::p::aws:s3/bucket:Bucket::${name}`;

describe("a placeholder", () => {
  test("is a DNS label, whatever the resource is called", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 300 }), (name, property) => {
        expect(new Placeholders().ofOutput(urnOf(name), property, false)).toMatch(DNS_LABEL);
      }),
    );
  });

  test("is the same in every environment, and another for every output", () => {
    const placeholders = new Placeholders();
    const name = placeholders.ofOutput(urnOf("b"), "arn", false);
    expect(placeholders.ofOutput(urnOf("b", "dev"), "arn", false)).toBe(name);
    expect(placeholders.ofOutput(urnOf("b"), "bucket", false)).not.toBe(name);
    const long = "x".repeat(200);
    expect(placeholders.ofOutput(urnOf(`${long}1`), "arn", false)).not.toBe(
      placeholders.ofOutput(urnOf(`${long}2`), "arn", false),
    );
  });

  test("once secret stays so", () => {
    const placeholders = new Placeholders();
    const name = placeholders.ofOutput(urnOf("b"), "result", true);
    placeholders.ofOutput(urnOf("b"), "result", false);
    expect(placeholders.get(name)?.secret).toBe(true);
  });

  test("is found inside of texts, before text of the same letters", () => {
    const placeholders = new Placeholders();
    const a = placeholders.ofOutput(urnOf("a"), "arn", false);
    const b = placeholders.ofOutput(urnOf("b"), "arn", false);
    const names = (text: string) => placeholders.in(text).map(({ name }) => name);
    expect(names(`x-${b}-logs,${a}${b}, unresolved-other-00000000`)).toEqual([b, a]);
    expect(names("nothing")).toEqual([]);
  });
});

test.each([
  ["vpcEndpoint", "vpc-endpoint"],
  ["Some_Thing:x", "some-thing-x"],
  ["--a--", "a"],
])("%s in kebab case is %s", (text, expected) => {
  expect(kebab(text)).toBe(expected);
});
