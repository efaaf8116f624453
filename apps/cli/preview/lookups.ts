import { partitionOfRegion } from "../../../components/on-aws/arn-parts";
import { UNKNOWN_FIELDS } from "./lookup-fields";
import { UNKNOWN, type Properties } from "./wire";

/** What a look-up knows about where it is asked. */
export interface LookupPlace {
  /** The region of the provider that would answer; undefined where it says none. */
  readonly region: string | undefined;
}

type Answer = (place: LookupPlace, args: Properties) => Properties;

/**
 * The providers' functions that a preview can answer without a cloud account: what follows from the
 * provider's region is known, the rest is unknown. Any other function is reported as a mistake, since
 * guessing its answer would make up the plan.
 */
const LOOKUPS: Readonly<Record<string, Answer>> = {
  ...Object.fromEntries(
    Object.entries(UNKNOWN_FIELDS).map(([token, fields]) => [token, unknown(fields.split(" "))]),
  ),
  "aws:index/getRegion:getRegion": ({ region = UNKNOWN }) => ({
    id: region,
    name: region,
    region,
    description: UNKNOWN,
    endpoint: UNKNOWN,
  }),
  "aws:index/getPartition:getPartition": ({ region }) => {
    const { id, dnsSuffix } = partitionOf(region);
    return {
      id,
      partition: id,
      dnsSuffix,
      reverseDnsPrefix: dnsSuffix.split(".").reverse().join("."),
    };
  },
};

/** These fields unknown, but for what the program itself asked with, and for the region. */
function unknown(fields: readonly string[]): Answer {
  return ({ region = UNKNOWN }, args) => ({
    ...Object.fromEntries(fields.map((field) => [field, field === "region" ? region : UNKNOWN])),
    ...args,
  });
}

/** The functions that can be answered, for messages. */
export const LOOKUP_TOKENS: readonly string[] = Object.keys(LOOKUPS);

/** Answers a provider's function; undefined where nobody here can. */
export function lookup(
  token: string,
  place: LookupPlace,
  args: Properties,
): Properties | undefined {
  return LOOKUPS[token]?.(place, args);
}

/** Partitions and their domains: docs.aws.amazon.com/whitepapers, "AWS Fault Isolation: Partitions". */
function partitionOf(region: string | undefined): { id: string; dnsSuffix: string } {
  if (region === undefined || region === UNKNOWN) return { id: UNKNOWN, dnsSuffix: UNKNOWN };
  const id = partitionOfRegion(region);
  return { id, dnsSuffix: id === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com" };
}
