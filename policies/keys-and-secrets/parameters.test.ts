import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { parameters } from "./parameters";

const parameter = (props: object, name = "it") => ({
  type: "aws:ssm/parameter:Parameter",
  name,
  props: { name: "/towpath/db/password", ...props },
});
const secure = { type: "SecureString", keyId: UNKNOWN_VALUE, value: UNKNOWN_VALUE };

ruleCases(parameters, {
  compliant: {
    "a SecureString": { given: parameter(secure) },
    "a name that speaks of none": {
      given: parameter({ name: "/towpath/db/host", type: "String", value: "db.internal" }),
    },
    "another type": { given: { type: "aws:ssm/document:Document", props: { name: "password" } } },
  },
  violating: {
    "a String": {
      given: parameter({ type: "String" }),
      says: /its type is String; expected SecureString/,
    },
    "the program's own name of it": {
      given: parameter({ name: UNKNOWN_VALUE, type: "StringList" }, "api-token"),
      at: ["aws:ssm/parameter:Parameter api-token"],
      says: /its type is StringList/,
    },
    "a value that plans show": {
      given: parameter({ ...secure, insecureValue: UNKNOWN_VALUE }),
      says: /given as insecureValue/,
    },
    "the key that AWS made": {
      given: parameter({ type: "SecureString" }),
      says: /the key that AWS made/,
    },
  },
  undecided: {
    "a name that only a deployment knows": {
      given: parameter({ name: UNKNOWN_VALUE, type: "String" }),
    },
    "a type that only a deployment knows": { given: parameter({ type: UNKNOWN_VALUE }) },
  },
});
