import { describe, expect, it } from "vitest";
import {
  isSet,
  known,
  members,
  UNKNOWN,
  UNKNOWN_VALUE,
  unknownCheckingProxy,
  UnknownValueError,
} from "./known";

/** As the SDK hands properties to a rule. */
const props = unknownCheckingProxy({
  name: "scratch",
  arn: UNKNOWN_VALUE,
  nothing: null,
  zero: 0,
  rules: [{ id: "a" }, UNKNOWN_VALUE, { id: UNKNOWN_VALUE }],
});

describe("an unknown value", () => {
  it("throws what the SDK turns into a warning, with the path to it", () => {
    expect(() => props.arn).toThrow(UnknownValueError);
    expect(() => props.rules[1]).toThrow(/ value at \.rules\.1 can't be known/);
  });

  it("is UNKNOWN to who asks with care, and other failures go on", () => {
    expect(known(() => props.name)).toBe("scratch");
    expect(known(() => props.arn)).toBe(UNKNOWN);
    expect(() =>
      known(() => {
        throw new TypeError("a mistake");
      }),
    ).toThrow(TypeError);
  });

  it("is a value where being there is enough", () => {
    expect(isSet(props, "name")).toBe(true);
    expect(isSet(props, "arn")).toBe(true);
    expect(isSet(props, "zero")).toBe(true);
    expect(isSet(props, "nothing")).toBe(false);
    expect(isSet(props, "other")).toBe(false);
    expect(isSet(undefined, "other")).toBe(false);
  });

  it("leaves the other members of its list alone", () => {
    const [first, second, third] = members(props.rules);
    expect(first).toMatchObject({ id: "a" });
    expect(second).toBe(UNKNOWN);
    // The member is known; what is inside it is asked for on its own.
    expect(known(() => (third as { id: string }).id)).toBe(UNKNOWN);
  });
});
