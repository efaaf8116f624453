import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../workloads/policy-document";
import type { IamPlace } from "./iam-place";

/** The place of an environment; whatever AWS has still to name may be an Output. */
export type PlaceInputs = Readonly<
  Record<Exclude<keyof IamPlace, "partition">, pulumi.Input<string>>
> & {
  /** Plain: policies that AWS keeps are named with it, and rules look at their names. */
  readonly partition: string;
};

/** Around a key: private-use characters, which no name in AWS has. */
const MARK = /\uE002([a-z-]+)\uE003/g;

const mark = (key: keyof IamPlace) => `\uE002${key}\uE003`;

/** A place to make documents in before its names are known: {@link placedDocument} puts them in. */
export const MARKED_PLACE: IamPlace = {
  partition: mark("partition"),
  region: mark("region"),
  account: mark("account"),
  environment: mark("environment"),
  cluster: mark("cluster"),
  "artifacts-bucket": mark("artifacts-bucket"),
  "datasets-bucket": mark("datasets-bucket"),
  "data-key": mark("data-key"),
  "secrets-key": mark("secrets-key"),
  vault: mark("vault"),
  "restore-role": mark("restore-role"),
};

/**
 * A document that was made in {@link MARKED_PLACE}, with the names of a real one. What AWS has still to
 * name is unknown in a preview, and nothing else.
 */
export function placedDocument(text: string, place: PlaceInputs): aws.iam.PolicyDocument {
  const used = new Set([...text.matchAll(MARK)].map(([, key]) => key));
  const facts = Object.fromEntries(Object.entries(place).filter(([key]) => used.has(key)));
  return policyDocument(facts, (known) =>
    text.replace(MARK, (_, key: string) => String((known as Record<string, unknown>)[key])),
  );
}
