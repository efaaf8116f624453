import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { accessPoints } from "./access-points";

const type = "aws:efs/accessPoint:AccessPoint";
const posixUser = { uid: 1000, gid: 1000 };
const rootDirectory = { path: "/support-ml" };

ruleCases(accessPoints, {
  compliant: {
    "a user and a folder": { given: { type, props: { posixUser, rootDirectory } } },
    "another type": { given: { type: "aws:s3/accessPoint:AccessPoint", props: {} } },
  },
  violating: {
    "no user": { given: { type, props: { rootDirectory } }, says: /posixUser is not set/ },
    root: {
      given: { type, props: { posixUser: { uid: 0, gid: 0 }, rootDirectory } },
      says: /posixUser\.uid is 0/,
    },
    "the whole file system": {
      given: { type, props: { posixUser, rootDirectory: { path: "/" } } },
      says: /rootDirectory\.path is \/ or not set/,
    },
    "no folder": { given: { type, props: { posixUser } }, says: /whole file system/ },
  },
  undecided: {
    "a folder that only a deployment tells": {
      given: { type, props: { posixUser, rootDirectory: { path: UNKNOWN_VALUE } } },
    },
  },
});
