import { expect, it } from "vitest";
import { POSTURE_TABLE } from "../../components/config/posture";
import { enforcementOf } from "./level";

it.each([
  ["always", "mandatory", "mandatory", "mandatory"],
  ["advice", "advisory", "advisory", "advisory"],
  ["posture", "advisory", "mandatory", "mandatory"],
  ["mend", "remediate", "mandatory", "mandatory"],
] as const)("%s: %s in dev, %s in staging, %s in prod", (level, dev, staging, prod) => {
  expect(enforcementOf(level, POSTURE_TABLE.dev)).toBe(dev);
  expect(enforcementOf(level, POSTURE_TABLE.staging)).toBe(staging);
  expect(enforcementOf(level, POSTURE_TABLE.prod)).toBe(prod);
});
