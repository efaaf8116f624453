import fc from "fast-check";
import { expect, it } from "vitest";
import { readInUse, writeInUse } from "./in-use-text";

const name = fc.string({ unit: fc.constantFrom("a", "z", "0", "9", "-"), minLength: 1 });
const day = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

// What could end a reason early, and half a letter.
const unit = fc.constantFrom('"', "\\", "\n", ".", " ", "a", "é", "\ud83d", '". It found: ', "{}");

it("reads a lifted violation as it was written, whatever its reason and message hold", () => {
  fc.assert(
    fc.property(
      fc.record({
        policy: name,
        owner: name,
        expires: day,
        reason: fc.string({ unit }),
        message: fc.string({ unit }),
      }),
      (given) => {
        expect(readInUse(writeInUse(given))).toEqual(given);
      },
    ),
  );
});

it("is a sentence, and one line where the message is", () => {
  expect(
    writeInUse({
      policy: "buckets-versioning",
      owner: "platform",
      expires: "2027-02-28",
      reason: 'Holds "scratch" data.\nA job makes it again.',
      message: "versioning is off",
    }),
  ).toBe(
    'buckets-versioning is lifted until 2027-02-28 by platform: "Holds \\"scratch\\" data.\\nA job makes it again.". It found: versioning is off',
  );
});

it.each(["", "cannot tell until deployed", "x is lifted until tomorrow by y: reason. It found: z"])(
  "reads nothing in %j",
  (text) => {
    expect(readInUse(text)).toBeUndefined();
  },
);
