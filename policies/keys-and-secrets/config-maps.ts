import { peek, UNKNOWN } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { type Form, plainKeys } from "./plain-values";

interface ConfigMapProps {
  readonly data?: Readonly<Record<string, string>>;
}

/** Programs, pages and tables: a `token:` in them is code or a column, and no setting. */
const NO_SETTINGS = /\.(?:[cm]?[jt]sx?|map|py|go|lua|css|html?|csv|tsv|md)$/i;

/** Settings inside of a file; a value under a key of the ConfigMap itself is an input like others. */
export const configMaps = resourceRule<ConfigMapProps>({
  id: "keys-and-secrets-config-maps",
  checks: ["SEC-1"],
  severity: "critical",
  level: "always",
  exemptible: "no",
  controls: ["NSA C-0012"],
  description: "No file in a ConfigMap sets a password, token or key in plain text.",
  why: "ConfigMaps are not encrypted apart, and whoever may look at a workload may read them. The file lies in the state and in every plan besides.",
  remediation:
    "Put the file into a Secret and mount that, or leave a reference in it, such as `${DATABASE_PASSWORD}`, for a variable with `valueFrom: { secretKeyRef }`.",
  types: ["kubernetes:core/v1:ConfigMap"],
  check: ({ props: { data } }, report) => {
    for (const file of Object.keys(data ?? {})) {
      if (data === undefined || NO_SETTINGS.test(file)) continue;
      const text = peek(data, file);
      if (text === UNKNOWN || typeof text !== "string") continue;
      for (const key of plainKeys(text, formOf(file))) {
        report(
          `${file} sets ${key} in plain text; expected a reference. Move the file into a Secret, or name a variable there.`,
        );
      }
    }
  },
});

function formOf(file: string): Form {
  return /\.(?:sh|bash)$/i.test(file) ? "shell" : "settings";
}
