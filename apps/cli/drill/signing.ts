import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Access, rightOf } from "../../../components/config/access";
import { SIGNING_RIGHTS } from "../../../components/config/check-signers";
import { loadStacks } from "../../../components/config/load";
import { InputError } from "../../../lib/errors";
import { signWithFile } from "../../../lib/signed-json";
import type { Context } from "../context";
import type { DrillReport } from "../../recovery/drill/report";

type Here = Pick<Context, "paths" | "env">;

/** Where `towpath drill key` keeps this checkout's key, away from its reports. */
export function signingKeyPlace({ paths }: Pick<Context, "paths">): string {
  return join(paths.state, "keys", "signing.pem");
}

/**
 * The private key of this machine: the file that TOWPATH_SIGNING_KEY_FILE names, else this checkout's
 * own; undefined where there is none.
 * @throws InputError when others may read it
 */
export function signingKeyFile(context: Here): string | undefined {
  const named = context.env.TOWPATH_SIGNING_KEY_FILE ?? "";
  const file = named === "" ? signingKeyPlace(context) : named;
  if (!existsSync(file)) {
    if (named === "") return undefined;
    throw new InputError(`TOWPATH_SIGNING_KEY_FILE: found ${named}, which is not there`);
  }
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
    throw new InputError(`${file}: others may read this private key; expected its owner alone`, {
      hint: `chmod 600 ${file}, and make another key where others may have read it`,
    });
  }
  return file;
}

/**
 * A report signed by who ran the drill, in the role that stacks/access.yaml says; without a key, or a
 * role, it stays unsigned, and the reader is told.
 */
export function signReport(context: Context, report: DrillReport): DrillReport {
  const file = signingKeyFile(context);
  if (file === undefined) return report;
  const role = signingRole(loadStacks(context.paths.root).access, report.run_by);
  if (role !== undefined) return signWithFile(report, { by: report.run_by, role }, file);
  context.report.line(
    `The report is not signed: stacks/access.yaml gives ${report.run_by} no role that signs. Say who you are with --as.`,
  );
  return report;
}

/** The role in which somebody signs; undefined for who has none. */
export function signingRole({ signers = {}, ...access }: Access, who: string): string | undefined {
  if (Object.hasOwn(signers, who)) return signers[who]?.role;
  const roles = Object.hasOwn(access.identities, who) ? access.identities[who]?.roles : undefined;
  return roles?.find((role) => SIGNING_RIGHTS.includes(rightOf(access, role, "restore-artifact")));
}
