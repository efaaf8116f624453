import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNKNOWN, UNKNOWN_VALUE, unknownCheckingProxy, UnknownValueError } from "../engine/known";
import { statementsOf } from "./documents";

/** What AWS takes as a text or a list of texts. */
const texts = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }));
const listed = (value: string | readonly string[] | undefined) => [value ?? []].flat();

const statement = fc.record(
  {
    Sid: fc.string(),
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: texts,
    NotAction: texts,
    Resource: texts,
    NotResource: texts,
    Principal: fc.oneof(
      fc.constant("*" as const),
      fc.record({ AWS: texts, Service: texts }, { requiredKeys: [] }),
    ),
    Condition: fc.dictionary(
      fc.constantFrom("StringEquals", "Bool"),
      fc.dictionary(fc.constantFrom("aws:SecureTransport", "aws:PrincipalTag/x"), texts),
    ),
  },
  { requiredKeys: ["Effect"] },
);
const document = fc.record({
  Version: fc.constant("2012-10-17"),
  Statement: fc.oneof(statement, fc.array(statement, { maxLength: 4 })),
});

describe("a document", () => {
  it("is the same as a structure and as JSON text", () => {
    fc.assert(
      fc.property(document, (given) => {
        const plain: unknown = JSON.parse(JSON.stringify(given));
        const read = statementsOf(unknownCheckingProxy(plain as object));
        expect(read).toEqual(statementsOf(JSON.stringify(given)));
        expect(read).toHaveLength([given.Statement].flat().length);
      }),
    );
  });

  it("loses no action, resource or condition, in either of AWS's forms", () => {
    fc.assert(
      fc.property(statement, (given) => {
        const [read] = statementsOf({ Statement: given });
        expect(read?.effect).toBe(given.Effect);
        expect(read?.actions).toEqual(listed(given.Action));
        expect(read?.notActions).toEqual(listed(given.NotAction));
        expect(read?.resources).toEqual(listed(given.Resource));
        expect(read?.notResources).toEqual(listed(given.NotResource));
        for (const [operator, keys] of Object.entries(given.Condition ?? {})) {
          for (const [key, values] of Object.entries(keys)) {
            expect(read?.conditions[operator]?.[key]).toEqual(listed(values));
          }
        }
      }),
    );
  });

  it.each([
    ["everybody, in short", "*", [{ kind: "*", name: "*" }]],
    ["everybody, in long", { AWS: "*" }, [{ kind: "*", name: "*" }]],
    [
      "everybody in a list",
      { AWS: ["arn:a", "*"] },
      [
        { kind: "AWS", name: "arn:a" },
        { kind: "*", name: "*" },
      ],
    ],
    [
      "a service",
      { Service: "pods.eks.amazonaws.com" },
      [{ kind: "Service", name: "pods.eks.amazonaws.com" }],
    ],
    ["nobody", undefined, []],
  ])("names %s", (_name, Principal, principals) => {
    expect(statementsOf({ Statement: { Effect: "Allow", Principal } })[0]?.principals).toEqual(
      principals,
    );
  });

  it.each([undefined, null, "", "no JSON {", "[]", "3", "null", {}, { Statement: [] }])(
    "%j has no statements",
    (given) => {
      expect(statementsOf(given)).toEqual([]);
    },
  );
});

describe("what only a deployment knows", () => {
  const read = (given: object) => statementsOf(unknownCheckingProxy({ Statement: [given] }))[0];

  it("is UNKNOWN where it stands, and hides nothing beside it", () => {
    expect(
      read({
        Sid: "ReadData",
        Effect: "Allow",
        Action: ["s3:GetObject", UNKNOWN_VALUE],
        Resource: [UNKNOWN_VALUE, "*"],
        Principal: { AWS: [UNKNOWN_VALUE, "*"] },
        Condition: { StringEquals: { "aws:SourceArn": UNKNOWN_VALUE, "aws:SourceAccount": "1" } },
      }),
    ).toEqual({
      name: "ReadData",
      effect: "Allow",
      actions: ["s3:GetObject", UNKNOWN],
      notActions: [],
      resources: [UNKNOWN, "*"],
      notResources: [],
      principals: [
        { kind: "AWS", name: UNKNOWN },
        { kind: "*", name: "*" },
      ],
      notPrincipals: [],
      conditions: {
        StringEquals: { "aws:SourceArn": [UNKNOWN], "aws:SourceAccount": ["1"] },
      },
    });
  });

  it("may be a whole list, an effect or a name", () => {
    expect(
      read({ Sid: UNKNOWN_VALUE, Effect: UNKNOWN_VALUE, Action: UNKNOWN_VALUE, Resource: "*" }),
    ).toMatchObject({
      name: "statement 1",
      effect: UNKNOWN,
      actions: [UNKNOWN],
      resources: ["*"],
    });
  });

  it("is somebody, and not everybody, where it is the principal", () => {
    expect(read({ Effect: "Allow", Principal: UNKNOWN_VALUE })?.principals).toEqual([
      { kind: "AWS", name: UNKNOWN },
    ]);
  });

  it("is nobody's to guess where it is the statements themselves", () => {
    const unknown = unknownCheckingProxy({ Statement: UNKNOWN_VALUE });
    expect(() => statementsOf(unknown)).toThrow(UnknownValueError);
    expect(() => statementsOf(unknownCheckingProxy({ Statement: [UNKNOWN_VALUE] }))).toThrow(
      UnknownValueError,
    );
  });
});
