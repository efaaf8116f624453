import { rollbackTarget, servedVersion, type Service } from "../../components/config/service";
import { resourceRule } from "../engine/rule";
import { MODEL_SERVICE, recordFile, type ServiceProps } from "./promoted-versions";

/**
 * What is registered is what the reviewed record says. The other rules of this folder judge what the
 * program registers; without this one a program could register something that nobody has reviewed.
 */
export const recorded = resourceRule<ServiceProps>({
  id: "promotion-recorded",
  checks: [],
  severity: "critical",
  level: "always",
  exemptible: "not-in-prod",
  description:
    "A model service serves, and goes back to, exactly what its record says, under its recorded owner and contract.",
  why: "The record is what people review, trace and roll back. A version that it does not name reaches customers unseen.",
  remediation:
    "Give ModelService the versions of the record, as components/composed/model-serving.ts does, and change them in stacks/services/NAME.yaml with `npx towpath promote` or `rollback`.",
  types: [MODEL_SERVICE],
  check: ({ name, props }, report, { name: environment, stacks }) => {
    const service = Object.hasOwn(stacks.services, name) ? stacks.services[name] : undefined;
    const file = recordFile(name);
    if (service === undefined) {
      report(
        `There is no ${file}; expected the record of what ${name} serves. Declare the service there, or take this ModelService out of the program.`,
      );
      return;
    }
    const [difference, ...more] = differences(declared(service, environment), props);
    if (difference === undefined) return;
    const others = more.length === 0 ? "" : `, and ${more.length} more values differ`;
    report(
      `${difference}${others}. Serve what ${file} records for ${environment}, or change the record in a reviewed change.`,
    );
  },
});

/** What a ModelService of this service registers in an environment, as far as the record decides it. */
function declared(service: Service, environment: string) {
  return {
    owner: service.owner,
    contract: service.contract,
    current: servedVersion(service, environment),
    previous: rollbackTarget(service, environment),
  };
}

/** Each recorded value that the registered inputs lack or have otherwise. Null and absent are one. */
function differences(expected: object, found: unknown, path = ""): string[] {
  return Object.entries(expected).flatMap(([key, value]: [string, unknown]) => {
    const place = path === "" ? key : `${path}.${key}`;
    const actual: unknown = isObject(found) ? found[key] : undefined;
    if (isObject(value)) return differences(value, actual, place);
    return (value ?? undefined) === (actual ?? undefined)
      ? []
      : [`${place} is ${text(actual)}; the record says ${text(value)}`];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return value === undefined || value === null ? "missing" : JSON.stringify(value);
}
