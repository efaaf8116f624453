import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isScalar, type Node, type Pair, type YAMLMap } from "yaml";
import { loadEnvironment, loadService } from "../../../components/config/load";
import {
  type Promotion,
  type PromotedVersion,
  type Service,
  type ServedVersion,
  serviceSchema,
} from "../../../components/config/service";
import { ALL_TO_CURRENT } from "../../../components/config/service-running";
import { InputError, RefusedError } from "../../../lib/errors";
import { parseYaml, readYaml, type YamlFile } from "../../../lib/yaml-file";
import type { Paths } from "../context";

/** The environment whose records live under .towpath/, so that a trial never dirties the checkout. */
export const LOCAL = "local";

/** A service's file for one environment: where its promotion record is read and written. */
export interface RecordFile {
  readonly path: string;
  readonly service: Service;
  readonly promotion: Promotion | undefined;
  readonly yaml: YamlFile<Service>;
}

/** Opens the file that holds an environment's promotion record. @throws InputError */
export function openRecord(paths: Paths, service: string, environment: string): RecordFile {
  const committed = loadService(paths.root, service);
  loadEnvironment(paths.root, environment);
  const local = join(paths.localServices, `${service}.yaml`);
  const yaml =
    environment !== LOCAL
      ? committed
      : existsSync(local)
        ? readYaml(local, serviceSchema)
        : committed;
  const path = environment === LOCAL ? local : join(paths.root, committed.file);
  return { path, service: yaml.value, promotion: yaml.value.environments[environment], yaml };
}

/**
 * The file's text with a promotion in it. Comments, order and everything of other environments
 * stay; what was current before keeps its comments when it becomes the rollback target.
 */
export function withPromotion(
  file: YamlFile<Service>,
  environment: string,
  next: { current: PromotedVersion; previous: ServedVersion },
): string {
  const document = file.document.clone();
  const old = document.getIn(["environments", environment, "current"], true) as Node | undefined;
  const oldVersion = file.value.environments[environment]?.current.model_version;
  const keepsOld = old !== undefined && oldVersion === next.previous.model_version;
  const map = environmentMap(document, environment);
  map.set("current", document.createNode(next.current));
  map.set("previous", keepsOld ? old : document.createNode(next.previous));
  return checked(document.toString({ lineWidth: 0 }), file.file);
}

/** The file's text with current and previous swapped: a rollback. */
export function withRollback(file: YamlFile<Service>, environment: string): string {
  const document = file.document.clone();
  const map = environmentMap(document, environment);
  const pairs = ["current", "previous"].map((key) =>
    map.items.find((pair) => isScalar(pair.key) && pair.key.value === key),
  );
  const [current, previous] = pairs as (Pair<unknown, Node> | undefined)[];
  if (current === undefined || previous === undefined) {
    throw new RefusedError(
      `${file.file}: environment ${environment} has no promotion to roll back`,
    );
  }
  [current.value, previous.value] = [previous.value, current.value];
  takeAllTraffic(map);
  return checked(document.toString({ lineWidth: 0 }), file.file);
}

/**
 * A rollback is for everybody, at once. A canary's small share, or a shadow, would leave most callers
 * with the version that is being taken back.
 */
function takeAllTraffic(map: YAMLMap): void {
  const traffic = map.get("traffic", true);
  if (!isMap(traffic)) return;
  for (const [key, value] of Object.entries(ALL_TO_CURRENT)) {
    if (traffic.has(key)) traffic.set(key, value);
  }
}

function environmentMap(document: Document, environment: string): YAMLMap {
  const environments: unknown = document.get("environments", true);
  if (!isMap(environments)) document.set("environments", document.createNode({}));
  const parent = document.get("environments", true);
  if (!isMap(parent)) throw new InputError("environments: expected a map");
  // `environments: {}` is how an empty map must be written; a filled one reads better as a block.
  parent.flow = false;
  if (!isMap(parent.get(environment, true))) parent.set(environment, document.createNode({}));
  const map = parent.get(environment, true);
  if (!isMap(map)) throw new InputError(`environments.${environment}: expected a map`);
  map.flow = false;
  return map;
}

/** What was written must read back: a record that nobody can load is worse than no record. */
function checked(text: string, file: string): string {
  parseYaml(text, serviceSchema, file);
  return text;
}
