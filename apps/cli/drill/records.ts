import { loadService, serviceNames } from "../../../components/config/load";
import { type PromotedHere, servicesIn, versionsOf } from "../../recovery/drill/records";

/**
 * The versions that promotion records name.
 * @param folder of the records on this machine, which stand before the committed ones; undefined for
 *   an environment that has none
 */
export function promotedVersions(
  root: string,
  folder: string | undefined,
  environment: string,
): PromotedHere[] {
  const names = new Set(serviceNames(root));
  const local = folder === undefined ? [] : servicesIn(folder);
  const known = new Set(local.map(({ name }) => name));
  const committed = [...names]
    .filter((name) => !known.has(name))
    .map((name) => loadService(root, name).value);
  return [...local, ...committed].flatMap((service) => versionsOf(service, environment));
}
