import type { Ownership } from "../../components/config/ownership";
import { contextOf, type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { resolves } from "./resolves";
import { STACK } from "./testing";

const { stacks } = contextOf();
const BUCKET = "aws:s3/bucket:Bucket";
const root: Given = { ...STACK };
const platform: Given = {
  type: "towpath:platform:Platform",
  name: "towpath",
  parent: "towpath-prod",
};
const inside = (given: Given): Given[] => [root, platform, { parent: "towpath", ...given }];
const outside = (given: Given): Given[] => [root, { parent: "towpath-prod", ...given }];
const changed = (changes: Partial<Ownership>) => ({
  stacks: { ...stacks, ownership: { ...stacks.ownership, ...changes } },
});
const { platform: _rest, ...surfaces } = stacks.ownership.surfaces;
const withoutRest = changed({ surfaces });
const retired = changed({
  owners: {
    platform: { contact: "#platform", status: "retired" },
    "support-ml": { contact: "#support-ml", status: "active" },
  },
});

ruleCases(resolves, {
  compliant: {
    "a part of the platform": { given: inside({ type: "towpath:foundation:Network" }) },
    "a bucket that names its owner": {
      given: inside({ type: BUCKET, props: { tags: { "towpath:owner": "support-ml" } } }),
    },
    "a secret inside": { given: inside({ type: "kubernetes:core/v1:Secret" }) },
    "a type that nobody asks about, outside": { given: outside({ type: "aws:ec2/vpc:Vpc" }) },
    "an owner who is not there, which another rule says": {
      given: inside({ type: BUCKET, props: { tags: { "towpath:owner": "nobody" } } }),
    },
  },
  violating: {
    "a bucket that is part of nothing": {
      given: outside({ type: BUCKET, name: "stray" }),
      at: [`${BUCKET} stray`],
      says: /^Nobody answers for it: nothing names an owner, and it is part of no surface; expected/,
    },
    "a secret that is part of nothing": {
      given: outside({ type: "aws:secretsmanager/secret:Secret", name: "stray" }),
      at: ["aws:secretsmanager/secret:Secret stray"],
      says: /^Nobody answers for it/,
    },
    "a component of a surface that is not there, told once": {
      given: inside({ type: "towpath:foundation:Network" }),
      context: withoutRest,
      at: ["towpath:platform:Platform towpath"],
      says: /^Nobody answers for it \(and for 1 more\): stacks\/ownership\.yaml has no surface platform;/,
    },
    "a surface whose owner has left": {
      given: inside({ type: "towpath:foundation:Network" }),
      context: retired,
      at: ["towpath:platform:Platform towpath"],
      says: /owner platform is retired;/,
    },
  },
  undecided: {
    "an owner that only a deployment knows": {
      given: inside({ type: BUCKET, props: { tags: UNKNOWN_VALUE } }),
    },
  },
});
