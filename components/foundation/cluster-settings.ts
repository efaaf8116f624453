import { parseCidr } from "../config/cidr";
import { logRetentionProblems } from "./log-retention";

/** Every kind of control-plane log that there is. Rule EKS-3. @see https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
export const CONTROL_PLANE_LOGS = [
  "api",
  "audit",
  "authenticator",
  "controllerManager",
  "scheduler",
] as const;

/** The plain settings of a cluster that can be wrong. */
export interface ClusterSettings {
  readonly version?: string;
  readonly publicAccessCidrs: readonly string[];
  readonly logRetentionDays: number;
}

/** Everything that is wrong with a cluster's settings. */
export function clusterProblems(settings: ClusterSettings): string[] {
  const { version, publicAccessCidrs, logRetentionDays } = settings;
  const problems: string[] = [];
  if (version !== undefined && !/^1\.\d{2}$/.test(version)) {
    problems.push(`version: found "${version}"; expected a minor version such as "1.33"`);
  }
  for (const text of publicAccessCidrs) {
    const cidr = parseCidr(text);
    if (typeof cidr === "string") {
      problems.push(`publicAccessCidrs: found "${text}"; ${cidr}`);
    } else if (cidr.prefix < NARROWEST_OPEN) {
      problems.push(
        `publicAccessCidrs: found ${text}, which opens the API to ${2 ** (32 - cidr.prefix)} ` +
          `addresses; expected ranges of /${NARROWEST_OPEN} or smaller (rule EKS-1)`,
      );
    }
  }
  problems.push(...logRetentionProblems(logRetentionDays));
  return problems;
}

/** A larger range than any office's: two /1 ranges are 0.0.0.0/0 by another name. */
const NARROWEST_OPEN = 8;

/**
 * The newest of some Kubernetes minor versions: 1.9 comes before 1.10.
 * @throws Error when there are none
 */
export function newestVersion(versions: readonly string[]): string {
  const [newest] = [...versions].sort((a, b) => minor(b) - minor(a));
  if (newest === undefined) {
    throw new Error("EKS names no version in standard support; write the cluster's version");
  }
  return newest;
}

function minor(version: string): number {
  return Number(version.split(".")[1]);
}
