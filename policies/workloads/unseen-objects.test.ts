import { ruleCases } from "../engine/testing";
import { unseenObjects } from "./unseen-objects";

const of = (type: string) => ({ given: { type } });

ruleCases(unseenObjects, {
  compliant: {
    "a Deployment": of("kubernetes:apps/v1:Deployment"),
    "a kind whose name only looks like a list": of("kubernetes:networking.istio.io/v1:AllowList"),
    "another type of resource": of("aws:s3/bucket:Bucket"),
  },
  violating: {
    "YAML in one file": { ...of("kubernetes:yaml:ConfigFile"), says: /text that no rule reads/ },
    "YAML of the second generation": { ...of("kubernetes:yaml/v2:ConfigGroup"), says: /text/ },
    kustomize: { ...of("kubernetes:kustomize/v2:Directory"), says: /text that no rule reads/ },
    "a patch": { ...of("kubernetes:apps/v1:DeploymentPatch"), says: /a patch or a list/ },
    "a list": { ...of("kubernetes:core/v1:PodList"), says: /a patch or a list/ },
    "an old Deployment": { ...of("kubernetes:extensions/v1beta1:Deployment"), says: /old API/ },
    "an old CronJob": { ...of("kubernetes:batch/v1beta1:CronJob"), says: /old API version/ },
    "a PodTemplate": { ...of("kubernetes:core/v1:PodTemplate"), says: /PodTemplate/ },
  },
});
