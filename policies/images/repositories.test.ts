import { ruleCases } from "../engine/testing";
import { UNKNOWN_TEXT, withContainer, workload } from "../workloads/testing";
import { repositories } from "./repositories";

const of = (image: unknown) => withContainer({ image });

ruleCases(repositories, {
  compliant: {
    "a repository of stacks/images.yaml": { given: of("ghcr.io/mlflow/mlflow:v3.16.1-full") },
    "Docker's short name of one": { given: of("node:24") },
    "a private registry of AWS": {
      given: of("123456789012.dkr.ecr.eu-west-1.amazonaws.com/inference:1"),
    },
    "a registry of the configuration": {
      given: of("registry.lab:5000/team/app:1"),
      config: { registries: ["registry.lab:5000"] },
    },
    "an image that only a deployment knows, of which another rule speaks": {
      given: of(UNKNOWN_TEXT),
    },
    "another type of resource": { given: { ...of("evil.example/x"), type: "aws:x:Y" } },
  },
  violating: {
    "another registry": {
      given: of("evil.example/mlflow/mlflow:v3.16.1-full"),
      says: /container "web" is evil\.example\/\S+, from a repository that stacks\/images\.yaml does not have/,
    },
    "a public name that is nearly right": {
      given: of("docker.io/library/nodee:24"),
      says: /nodee:24/,
    },
    "a registry whose name only begins like an allowed one": {
      given: of("registry.lab:5000.evil.example/app:1"),
      config: { registries: ["registry.lab:5000"] },
      says: /evil/,
    },
    "no image": { given: of(undefined), says: /names no image/ },
    "an image of a chart": {
      given: {
        type: "kubernetes:helm.sh/v3:Release",
        props: { values: { image: { repository: "evil.example/x", tag: "1" } } },
      },
      says: /values\.image is evil\.example\/x:1/,
    },
    "an image of a proxy": {
      given: {
        type: "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
        props: {
          spec: {
            provider: {
              kubernetes: { envoyDeployment: { container: { image: "evil.example/envoy:1" } } },
            },
          },
        },
      },
      says: /spec\.provider\.kubernetes\.envoyDeployment\.container\.image is evil/,
    },
  },
  undecided: { "a pod that only a deployment knows": { given: workload(UNKNOWN_TEXT as never) } },
});
