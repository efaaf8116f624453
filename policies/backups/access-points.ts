import { resourceRule } from "../engine/rule";

/** https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html */
export const accessPoints = resourceRule<
  Readonly<{
    posixUser?: { readonly uid?: number };
    rootDirectory?: { readonly path?: string };
  }>
>({
  id: "backups-access-points",
  checks: ["EFS-1"],
  severity: "medium",
  level: "posture",
  description: "An access point of a shared file system forces a user and a folder.",
  why: "Without them the client says who it is and starts at the root: any pod that mounts it reads and deletes every team's files, in the running system and so in every later backup.",
  remediation:
    "Set `posixUser` with a `uid` and `gid` other than 0, and `rootDirectory.path` to the folder of the team or workload.",
  types: ["aws:efs/accessPoint:AccessPoint"],
  check: ({ props }, report) => {
    if (props.posixUser === undefined) {
      report(
        "Its clients say themselves who they are: posixUser is not set. Set a uid and a gid other than 0.",
      );
    } else if (Number(props.posixUser.uid) === 0) {
      report("It makes every client root: posixUser.uid is 0. Set a uid and a gid other than 0.");
    }
    const path = props.rootDirectory?.path ?? "/";
    if (path !== "/") return;
    report(
      "It opens the whole file system: rootDirectory.path is / or not set. Set the folder of the team or workload.",
    );
  },
});
