import type { Grant } from "../../../components/config/access/grant-schema";
import { meaningOfGrant } from "../../../components/config/access/meaning";
import { ACCESS_FILE, ACCESS_PAGE } from "./grant-file";
import { type RightsInWords, rightsInWords } from "./rights-words";

/** What a grant gives once it is active. */
export function rightsOfGrant({ action }: Grant): RightsInWords {
  return rightsInWords(meaningOfGrant(action));
}

/** The same, a line each. */
export function rightsLines({ kubernetes, aws }: RightsInWords): string[] {
  const lines = [
    ...kubernetes.map((line) => `  cluster  ${line}`),
    ...aws.map((line) => `  AWS      ${line}`),
  ];
  return lines.length > 0 ? lines : ["  nothing in the cluster or in AWS: tools alone ask for it"];
}

/** Opens the reviewed change. Logins and actions have no sign that means something to a shell. */
export function requestCommands({ action, expires, identity }: Grant): string[] {
  const branch = `access/${identity}-${action}`.replace(/[^a-zA-Z0-9/-]+/g, "-");
  return [
    "npm run access",
    `git switch -c ${branch}`,
    `git add ${ACCESS_FILE} ${ACCESS_PAGE}`,
    `git commit -m "${identity} asks for ${action} until ${expires}"`,
    `git push -u origin ${branch}`,
  ];
}

/** Signs it, on the branch of the request. */
export function approvalCommands({ action, approver = "", identity }: Grant): string[] {
  return [
    "npm run access",
    `git add ${ACCESS_FILE} ${ACCESS_PAGE}`,
    `git commit -m "${approver} approves ${action} for ${identity}"`,
    "git push",
  ];
}
