import { lookup } from "../../apps/cli/preview/lookups";
import { type Json, type Properties, UNKNOWN } from "../../apps/cli/preview/wire";

/** AWS's account number for examples. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
const ACCOUNT = "123456789012";

/** Function → fields that the program reads as something else than a text. */
const FIELDS: Readonly<Record<string, (region: string) => Readonly<Record<string, Json>>>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/simulated/session`,
  }),
  "aws:iam/getSessionContext:getSessionContext": () => ({
    issuerArn: `arn:aws:iam::${ACCOUNT}:role/simulated`,
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (region) => ({
    names: ["a", "b", "c"].map((letter) => `${region}${letter}`),
    zoneIds: [],
    groupNames: [],
  }),
  "aws:eks/getClusterVersions:getClusterVersions": () => ({
    clusterVersions: ["1.34", "1.35"].map((clusterVersion) => ({ clusterVersion })),
    clusterVersionsOnlies: [],
  }),
};

/**
 * What a simulated AWS answers: texts that say so. The engine, unlike a preview without one, takes no
 * unknown values from a function. Undefined for a function that `towpath preview` does not know either.
 */
export function simulatedAnswer(
  token: string,
  region: string | undefined,
  args: Properties,
): Properties | undefined {
  const answer = lookup(token, { region }, args);
  if (answer === undefined) return undefined;
  const texts = Object.entries(answer).flatMap(([field, value]) =>
    value !== UNKNOWN
      ? [[field, value] as const]
      : isText(field)
        ? [[field, `simulated-${field}`] as const]
        : [],
  );
  return { ...Object.fromEntries(texts), ...FIELDS[token]?.(region ?? "us-east-1") };
}

/** Fields of one value; lists, which have plural names, are left out where nobody needs them. */
function isText(field: string): boolean {
  return (
    !field.endsWith("s") &&
    !/^(?:adjustable|enabled|latest|mostRecent|defaultOnly|includeAll)$/.test(field)
  );
}
