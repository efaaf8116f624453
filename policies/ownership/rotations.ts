import type { Stacks } from "../../components/config/load";
import { type RotationDuty, rotationDuty } from "../../components/config/owners/rotation-due";
import type { Context } from "../engine/context";
import type { Stack, StackResource } from "../engine/stack";

/** Secrets by their name in the program: Secrets Manager's first, then the cluster's. */
const SECRETS = ["aws:secretsmanager/secret:Secret", "kubernetes:core/v1:Secret"];

/** A secret's duty in the environment that is judged. */
export interface Duty extends RotationDuty {
  readonly secret: string;
  /** Where to report it: the secret, or the stack where the plan has none of that name. */
  readonly at: StackResource;
}

/** Every rotation that is somebody's duty, where it stands in this environment. */
export function duties(stack: Stack, { stacks, name, now }: Context): Duty[] {
  const all = SECRETS.flatMap((type) => stack.ofType(type));
  return Object.entries(stacks.ownership.secrets).map(([secret, duty]) => ({
    secret,
    at: all.find((one) => one.name === secret) ?? stack.root,
    ...rotationDuty(duty, name, now),
  }));
}

/** Whom a message sends the work to: `platform (#platform)`. */
export function reached(owner: string, { ownership: { owners } }: Stacks): string {
  return `${owner} (${owners[owner]?.contact ?? "no contact"})`;
}
