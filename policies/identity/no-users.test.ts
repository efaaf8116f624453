import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { noUsers } from "./no-users";

ruleCases(noUsers, {
  compliant: {
    "a role": { given: { type: "aws:iam/role:Role", props: { name: "deployer" } } },
    "a group of permissions in Identity Center": {
      given: { type: "aws:ssoadmin/permissionSet:PermissionSet" },
    },
  },
  violating: {
    "a user": {
      given: { type: "aws:iam/user:User", props: { name: "ci" } },
      says: /^this is an IAM user; nobody here has one\. Use a role/,
    },
    "a key, whoever's": {
      given: { type: "aws:iam/accessKey:AccessKey", props: { user: UNKNOWN_VALUE } },
      says: /a lasting access key/,
    },
    "a password": {
      given: { type: "aws:iam/userLoginProfile:UserLoginProfile" },
      says: /password for the AWS console/,
    },
    "a user's policy": { given: { type: "aws:iam/userPolicy:UserPolicy" }, says: /rights for/ },
  },
});
