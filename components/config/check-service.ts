import { basename } from "node:path";
import type { YamlFile } from "../../lib/yaml-file";
import type { YamlProblem } from "../../lib/zod-issues";
import { mustBeOwner } from "./cross-check";
import type { Ownership } from "./ownership";
import { isPromoted, type Promotion, type Service, type ServedVersion } from "./service";
import { ALL_TO_CURRENT } from "./service-running";

/*
 * What a service's file must fulfil beyond its schema. Problems carry paths inside the file.
 */

/** A service is called like its file, has an owner, and serves what can be served as it says. */
export function serviceProblems(file: YamlFile<Service>, ownership: Ownership): YamlProblem[] {
  const service = file.value;
  const expected = basename(file.file, ".yaml");
  const name =
    service.name === expected
      ? []
      : [
          {
            path: ["name"],
            message: `found "${service.name}"; expected the file's name, ${expected}`,
          },
        ];
  return [
    ...name,
    ...mustBeOwner(["owner"], service.owner, ownership),
    ...clientProblems(service),
    ...runtimeProblems(service),
    ...Object.entries(service.environments).flatMap(([environment, promotion]) =>
      promotionProblems(["environments", environment], promotion),
    ),
  ];
}

/** A language model's settings stand where there is one, and nowhere else. */
function runtimeProblems({ runtime, vllm }: Service): YamlProblem[] {
  if ((runtime === "vllm") === (vllm !== undefined)) return [];
  const message =
    vllm === undefined
      ? 'found "vllm" without a model; expected `vllm:` with model, weights, weights_gib and gpu'
      : `found settings beside runtime: ${runtime}; expected runtime: vllm, or no vllm`;
  return [{ path: [vllm === undefined ? "runtime" : "vllm"], message }];
}

/** Each client has one key. */
function clientProblems({ clients }: Service): YamlProblem[] {
  return clients.flatMap((client, index) =>
    clients.indexOf(client) === index
      ? []
      : [
          {
            path: ["clients", index],
            message: `found "${client}" twice; expected one name a client`,
          },
        ],
  );
}

function promotionProblems(path: readonly string[], promotion: Promotion): YamlProblem[] {
  const { current, previous, traffic = ALL_TO_CURRENT } = promotion;
  const at = (key: string) => [...path, "traffic", key];
  const problems: YamlProblem[] = (["current", "previous"] as const).flatMap((slot) => {
    const message = unfetchable(promotion[slot]);
    return message === undefined ? [] : [{ path: [...path, slot, "artifact", "uri"], message }];
  });
  const same = current.artifact.sha256 === previous.artifact.sha256;
  if (same && traffic.canary_percent < 100) {
    problems.push({
      path: at("canary_percent"),
      message: `found ${traffic.canary_percent}, and current and previous are one artifact; expected 100, or two versions to share requests`,
    });
  }
  if (same && traffic.shadow) {
    problems.push({
      path: at("shadow"),
      message:
        "found true, and current and previous are one artifact; expected false, or a new version to try in the shadow",
    });
  }
  if (!same && traffic.shadow && traffic.canary_percent < 100) {
    problems.push({
      path: at("canary_percent"),
      message: `found ${traffic.canary_percent} beside shadow: true, where previous answers everything; expected one of the two`,
    });
  }
  return problems;
}

/**
 * Why a cluster cannot fetch a version; undefined when it can. Records of trials on this machine may
 * name its folders, which no pod can read; they lie under .towpath/ and not here.
 */
function unfetchable(version: ServedVersion): string | undefined {
  if (!isPromoted(version) || version.artifact.uri.startsWith("s3://")) return undefined;
  return `found ${version.artifact.uri}; expected an s3:// URI, which pods can fetch`;
}
