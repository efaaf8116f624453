import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { loadStacks } from "../../../components/config/load";
import { newSigningKey, publicKeyOf, readSigningKey } from "../../../lib/signing-key";
import { text } from "../command";
import type { Context } from "../context";
import { signingKeyPlace, signingRole } from "../drill/signing";
import { whoAmI } from "../identity";

/**
 * Makes this checkout's key to sign reports with, once, and prints the line of stacks/access.yaml that
 * makes it count when it is reviewed. The private half never leaves its file.
 */
export function drillKey(
  context: Context,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { paths, report } = context;
  const who = whoAmI(context, text(options, "as"));
  const role = signingRole(loadStacks(paths.root).access, who) ?? "<role>";
  const file = signingKeyPlace(context);
  const made = !existsSync(file);
  if (made) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Never over one that is there: what it signed could not be told from a forgery any more.
    writeFileSync(file, newSigningKey(), { mode: 0o600, flag: "wx" });
  }
  const public_key = publicKeyOf(readSigningKey(readFileSync(file), file));
  report.result({ file, made, by: who, role, public_key });
  report.line(`${made ? "Made" : "There already:"} ${file}; keep it to yourself.`);
  report.line("Commit this to stacks/access.yaml, and have it reviewed:");
  report.line("");
  report.line("signers:");
  report.line(`  ${who}: { role: ${role}, public_keys: ["${public_key}"] }`);
  report.line("");
  report.line("A program's key needs an environment and an owner beside: docs/recovery.md.");
  return Promise.resolve(0);
}
