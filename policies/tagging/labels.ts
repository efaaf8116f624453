import { labelsOf } from "../../components/config/tags";
import { known } from "../engine/known";

export type Labels = Readonly<Record<string, string>>;

/** Every label that an object carries. `part-of` may be another name where a chart made the object. */
const REQUIRED = Object.keys(labelsOf({ environment: "", owner: "", service: "" })).filter(
  (key) => key !== "app.kubernetes.io/part-of",
);

/** Made of objects, lists of them, or a change to somebody else's: nothing with labels of its own. */
const NO_OBJECTS = /^kubernetes:(helm\.sh|kustomize|yaml)\/|(List|Patch)$/;

/** Is it one Kubernetes object, of whatever kind, with metadata of its own? */
export function isObject(type: string): boolean {
  return type.startsWith("kubernetes:") && !NO_OBJECTS.test(type);
}

/** Labels that are not there; one with an unknown value is. */
export function missingLabels(labels: Labels | undefined): string[] {
  return REQUIRED.filter((key) => {
    const value = known(() => labels?.[key]);
    return value === undefined || value === "";
  });
}

/** Labels whose value follows from the environment alone. */
export function exactLabels(environment: string): Labels {
  const all = labelsOf({ environment, owner: "", service: "" });
  return {
    "towpath.dev/environment": environment,
    "app.kubernetes.io/managed-by": all["app.kubernetes.io/managed-by"] ?? "",
  };
}

/** `label towpath.dev/environment is "dev"; expected "prod"`, for each that is wrong. */
export function wrongLabels(labels: Labels | undefined, exact: Labels): string[] {
  return Object.entries(exact).flatMap(([key, right]) => {
    const value = labels?.[key];
    return value === undefined || value === "" || value === right
      ? []
      : [`label ${key} is "${value}"; expected "${right}"`];
  });
}
