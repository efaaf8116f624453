import { isSecret, wireOf } from "../engine/one-reading";
import { resourceRule } from "../engine/rule";
import type { Properties } from "../engine/subject";
import { findLiterals, type Literal } from "./find-literals";

/** Values that the program marked as secret are encrypted in the state and hidden in plans. */
export const literals = resourceRule({
  id: "keys-and-secrets-literals",
  checks: ["SEC-1"],
  severity: "critical",
  level: "always",
  exemptible: "no",
  controls: ["NSA C-0012"],
  description: "No input of any resource holds a secret in plain text.",
  why: "It lies in Git's history, in the state and in every plan that is shown in a pull request. Whoever reads one of them has it, and it cannot be taken back.",
  remediation:
    "Replace the credential at its issuer first: it is known now. Then set it with `pulumi config set --secret --path 'towpath:secrets.NAME'`, have it made with `GeneratedSecret`, or read it from Secrets Manager.",
  types: "every",
  check: ({ props }, report) => {
    const found = findLiterals(props);
    if (found.length === 0) return;
    const wire = wireOf(props);
    for (const literal of found) {
      if (wire !== undefined && isMarked(wire, literal.path)) continue;
      report(
        `${pathText(literal)} holds ${literal.why}; expected no secret in plain text. Replace it at its issuer, and pass it as a secret.`,
      );
    }
  },
});

/** Is the value, or something that it is part of, marked as a secret? */
function isMarked(wire: Properties, path: Literal["path"]): boolean {
  let value: unknown = wire;
  for (const step of path) {
    if (isSecret(value)) return true;
    if (typeof value !== "object" || value === null) return false;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return isSecret(value);
}

/** `spec.containers[0].args[1]` */
function pathText({ path }: Literal): string {
  const [first, ...rest] = path;
  const text = rest.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return `${first ?? "An input"}${text}`;
}
