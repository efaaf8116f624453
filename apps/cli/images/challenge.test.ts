import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseChallenges } from "./challenge";

describe("parseChallenges", () => {
  it.each([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/postgres:pull"',
      [
        {
          scheme: "bearer",
          params: {
            realm: "https://auth.docker.io/token",
            service: "registry.docker.io",
            scope: "repository:library/postgres:pull",
          },
        },
      ],
    ],
    // Commas inside quotes, and two schemes in one header.
    [
      'Basic realm="a, b", BEARER Realm = "https://x.example/t" , scope="repository:a:pull,push"',
      [
        { scheme: "basic", params: { realm: "a, b" } },
        {
          scheme: "bearer",
          params: { realm: "https://x.example/t", scope: "repository:a:pull,push" },
        },
      ],
    ],
    ["Basic", [{ scheme: "basic", params: {} }]],
    [
      "Negotiate YII=, Basic realm=plain",
      [
        { scheme: "negotiate", params: {} },
        { scheme: "basic", params: { realm: "plain" } },
      ],
    ],
    [String.raw`Bearer realm="say \"hi\""`, [{ scheme: "bearer", params: { realm: 'say "hi"' } }]],
    ["Bearer __proto__=x", [{ scheme: "bearer", params: { ["__proto__"]: "x" } }]],
    ['Bearer realm="open', [{ scheme: "bearer", params: {} }]],
    ["realm=alone", []],
    ["", []],
  ])("%s", (header, expected) => {
    const found = parseChallenges(header).map(({ scheme, params }) => ({
      scheme,
      params: Object.entries(params),
    }));
    expect(found).toEqual(
      expected.map(({ scheme, params }) => ({ scheme, params: Object.entries(params) })),
    );
  });

  it("reads back whatever was written", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
    const value = fc.string({ maxLength: 20 }).map((text) => text.replace(/[^\x20-\x7e]/g, "?"));
    const challenge = fc.record({
      scheme: name,
      params: fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(challenge, { maxLength: 4 }),
        fc.constantFrom(", ", ",", " , "),
        (list, comma) => {
          const header = list
            .map(({ scheme, params }) => {
              const written = Object.entries(params).map(
                ([key, text]) => `${key}="${text.replace(/["\\]/g, "\\$&")}"`,
              );
              return `${scheme} ${written.join(comma)}`;
            })
            .join(comma);
          expect(
            parseChallenges(header).map(({ scheme, params }) => ({
              scheme,
              params: { ...params },
            })),
          ).toEqual(list.map(({ scheme, params }) => ({ scheme, params: { ...params } })));
        },
      ),
    );
  });

  it("ends on anything", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('aB9="\\, \t;/é\u0000')), maxLength: 60 }),
        (header) => {
          expect(parseChallenges(header).length).toBeLessThanOrEqual(header.length);
        },
      ),
    );
  });
});
