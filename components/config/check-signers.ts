import { didYouMean } from "../../lib/nearest";
import type { YamlProblem } from "../../lib/zod-issues";
import { type Access, type Right, rightOf } from "./access";
import { mustBeKey, mustBeOwner } from "./cross-check";
import type { Ownership } from "./ownership";

/*
 * What `signers:` of stacks/access.yaml must fulfil beyond its schema: whoever signs the report of a
 * drill is somebody, and speaks for a role that has a say in restores.
 */

/** The action that a drill rehearses. */
const ACTION = "restore-artifact";

/** What a role's cell for it says where the role may sign: it does it, or answers for it. */
export const SIGNING_RIGHTS: readonly Right[] = [
  "yes",
  "limited",
  "restricted",
  "approve",
  "verify",
];

export function signerProblems(
  access: Access,
  ownership: Ownership,
  environments: readonly string[],
): YamlProblem[] {
  return Object.entries(access.signers ?? {}).flatMap(([name, signer]) => {
    const at = (field: string) => ["signers", name, field];
    return [
      ...roleProblems(access, name, signer.role, at("role")),
      ...(signer.environment === undefined || environments.includes(signer.environment)
        ? []
        : [
            {
              path: at("environment"),
              message: `found "${signer.environment}"${didYouMean(signer.environment, environments)}; expected one of ${environments.join(", ")}`,
            },
          ]),
      ...(signer.owner === undefined ? [] : mustBeOwner(at("owner"), signer.owner, ownership)),
      ...(Object.hasOwn(access.identities, name) ? [] : programProblems(name, signer)),
    ];
  });
}

/** The role is there, a person has it, and its cell lets it sign. */
function roleProblems(
  access: Access,
  name: string,
  role: string,
  path: readonly PropertyKey[],
): YamlProblem[] {
  const unknown = mustBeKey(path, role, access.roles ?? {}, "roles");
  if (unknown.length > 0) return unknown;
  const held = Object.hasOwn(access.identities, name) ? access.identities[name]?.roles : undefined;
  if (held !== undefined && !held.includes(role)) {
    return [
      {
        path,
        message: `found "${role}", which ${name} is not; expected one of ${held.join(", ")}`,
      },
    ];
  }
  const right = rightOf(access, role, ACTION);
  if (SIGNING_RIGHTS.includes(right)) return [];
  return [
    {
      path,
      message: `found "${role}", whose cell for ${ACTION} says ${right}; expected a role that restores, approves or verifies it`,
    },
  ];
}

/** Nobody is asked about a program's signature but its owner, and its key opens one environment. */
function programProblems(
  name: string,
  {
    owner,
    environment,
  }: { readonly owner?: string | undefined; readonly environment?: string | undefined },
): YamlProblem[] {
  const missing = [
    ...(owner === undefined ? ["an owner"] : []),
    ...(environment === undefined ? ["an environment"] : []),
  ];
  if (missing.length === 0) return [];
  return [
    {
      path: ["signers", name],
      atKey: true,
      message: `${name} is no identity, and so a program without ${missing.join(" and ")}; expected both, or the login of a person`,
    },
  ];
}
