import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Access, accessSchema } from "../../../components/config/access";
import { readYaml } from "../../../lib/yaml-file";
import { accessChange, type IdentityChange } from "./access-change";

const FILE = "stacks/access.yaml";

/**
 * Who gains or loses access between two checkouts.
 * @returns undefined where a side has no stacks/access.yaml
 * @throws InputError where a side's file is not what today's schema says
 */
export function accessAgainst(
  before: string,
  after: string,
  now: Date,
): readonly IdentityChange[] | undefined {
  const [then, next] = [read(before), read(after)];
  return then && next && accessChange(then, next, now);
}

function read(root: string): Access | undefined {
  const file = join(root, FILE);
  return existsSync(file) ? readYaml(file, accessSchema, FILE).value : undefined;
}
