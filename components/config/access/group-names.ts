import { createHash } from "node:crypto";
import { kebabName } from "../names";
import type { Grant } from "./grant-schema";

/**
 * The Kubernetes group of everybody who holds a role in a team: `towpath:TEAM:ROLE`. The bindings in
 * the cluster, the access entries of EKS and the certificates of a local cluster all take it from here.
 *
 * Team and role are kebab-case: a colon only ever separates, so no two pairs share a name, and none is
 * one of Kubernetes' own, which begin with `system:`.
 * @throws RangeError for a name that is not kebab-case: it could spell another team's group
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 */
export function groupOf(team: string, role: string): string {
  for (const part of [team, role]) {
    if (!kebabName.safeParse(part).success) throw notKebab(part);
  }
  return `towpath:${team}:${role}`;
}

/** What tells one grant from another: the same in every environment, and another for a new request. */
export function grantKeyOf({ action, identity, requested, team }: Grant): string {
  const text = JSON.stringify([identity, action, team, requested]);
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}

/**
 * The Kubernetes group of the sessions of one grant, where people come in by IAM roles: a session's name
 * is whoever begins it to choose, the role of a grant lets in one person alone. Four parts: never a
 * group of {@link groupOf}.
 */
export function grantGroupOf(grant: Grant): string {
  if (!kebabName.safeParse(grant.team).success) throw notKebab(grant.team);
  return `towpath:grant:${grant.team}:${grantKeyOf(grant)}`;
}

function notKebab(part: string): RangeError {
  return new RangeError(
    `found ${JSON.stringify(part)} in a group's name; expected a kebab-case team and role`,
  );
}
