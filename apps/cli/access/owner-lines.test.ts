import { describe, expect, it } from "vitest";
import { rotationDuty } from "../../../components/config/owners/rotation-due";
import { ownerLines } from "./owner-lines";

const NOW = new Date("2026-11-21T12:00:00Z");
const duty = (rotated?: string) =>
  rotationDuty(
    { owner: "platform", every_days: 90, rotated: rotated === undefined ? {} : { prod: rotated } },
    "prod",
    NOW,
  );

describe("ownerLines", () => {
  it("says who, and why, a reason a line", () => {
    expect(
      ownerLines({
        kind: "secret",
        name: "key",
        owned: true,
        owner: "platform",
        recovery_owner: "ops",
        reviewer: "support-ml",
        contact: "#platform",
        surface: "platform",
        why: ["one", "two"],
        rotation: { prod: duty("2026-11-01") },
      }),
    ).toEqual([
      "key (secret)",
      "  owner           platform (#platform)",
      "  recovery owner  ops",
      "  reviewer        support-ml",
      "  because         one",
      "                  two",
      "  rotation        prod: every 90 days by platform, last on 2026-11-01, due on 2027-01-30",
    ]);
  });

  it.each([
    [undefined, "every 90 days by platform, no date yet"],
    ["2026-01-01", "every 90 days by platform, last on 2026-01-01, overdue since 2026-04-01"],
    [
      "2027-01-01",
      "every 90 days by platform, said to be done on 2027-01-01, which is still to come",
    ],
  ])("says where a rotation of %s stands", (rotated, words) => {
    const [last] = ownerLines({
      kind: "secret",
      name: "key",
      owned: true,
      owner: "platform",
      recovery_owner: "platform",
      reviewer: "platform",
      contact: "#platform",
      surface: "platform",
      why: [],
      rotation: { prod: duty(rotated) },
    }).slice(-1);
    expect(last).toBe(`  rotation        prod: ${words}`);
  });

  it("says that nobody does, and what is missing", () => {
    const found = { kind: "bucket", name: "stray", urn: "urn:x", problem: "no surface", why: [] };
    expect(ownerLines({ ...found, owned: false })).toEqual([
      "stray (bucket)\n  urn:x",
      "  owner           nobody: no surface",
    ]);
  });
});
