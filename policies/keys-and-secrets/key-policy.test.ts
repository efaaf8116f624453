import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { keyPolicy } from "./key-policy";

const type = "aws:kms/key:Key";
const document = (Principal: unknown, changes: object = {}) => ({
  Version: "2012-10-17",
  Statement: [
    { Sid: "Use", Effect: "Allow", Principal, Action: "kms:*", Resource: "*", ...changes },
  ],
});
const root = { AWS: "arn:aws:iam::111122223333:root" };
/** A key of a component: its own text is not known yet. */
const inComponent = (policy?: object): readonly Given[] => [
  {
    type: "towpath:foundation:EncryptionKey",
    name: "component",
    props: { ...(policy && { policy }) },
  },
  { type, name: "key", parent: "component", props: { policy: UNKNOWN_VALUE } },
];
const says = /^Use lets everybody use the key; expected named principals/;

ruleCases(keyPolicy, {
  compliant: {
    "the account": { given: { type, props: { policy: JSON.stringify(document(root)) } } },
    "KMS's own policy": { given: { type } },
    "a Deny to everybody": {
      given: { type, props: { policy: document("*", { Effect: "Deny" }) } },
    },
    "the document of its component": { given: inComponent(document({ AWS: UNKNOWN_VALUE })) },
    "an alias": { given: { type: "aws:kms/alias:Alias", props: { policy: document("*") } } },
  },
  violating: {
    everybody: { given: { type, props: { policy: JSON.stringify(document("*")) } }, says },
    "everybody under a condition": {
      given: {
        type: "aws:kms/keyPolicy:KeyPolicy",
        props: {
          policy: document(
            { AWS: "*" },
            { Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } } },
          ),
        },
      },
      says,
    },
    "everybody but one": {
      given: {
        type: "aws:kms/replicaKey:ReplicaKey",
        props: { policy: document(undefined, { NotPrincipal: root }) },
      },
      says,
    },
    "everybody in the component's document": {
      given: inComponent(document({ AWS: ["*"] })),
      at: ["aws:kms/key:Key key"],
      says,
    },
    "the key's own text, whatever its component says": {
      given: [
        { type: "towpath:data:ReplicaKey", name: "component", props: { policy: document(root) } },
        { type, name: "key", parent: "component", props: { policy: document("*") } },
      ],
      at: ["aws:kms/key:Key key"],
      says,
    },
  },
  undecided: {
    "text that only a deployment knows": { given: { type, props: { policy: UNKNOWN_VALUE } } },
    "a component that says nothing": { given: inComponent() },
    "an effect that only a deployment knows": {
      given: { type, props: { policy: document("*", { Effect: UNKNOWN_VALUE }) } },
    },
  },
});
