import type { Service } from "../config/service";

/**
 * Service → its file as pods see it: promotion records of every environment. As JSON, which is YAML
 * without a question left. Sorted, so that the same services are the same plan.
 */
export function recordFiles(services: Readonly<Record<string, Service>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(services)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, service]) => [name, `${JSON.stringify(service)}\n`]),
  );
}
