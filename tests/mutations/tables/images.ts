import { tagsOf } from "../../../components/config/tags";
import { beside, type Mutation, set, unset } from "../mutation";

const MLFLOW = "spec.template.spec.containers.0.image";

/** Mistakes in what runs, and in where images are kept. */
export const IMAGES: readonly Mutation[] = [
  {
    name: "MLflow comes from a repository that nobody reviewed",
    at: "Deployment mlflow",
    policy: "images-repositories",
    change: set(MLFLOW, `docker.io/somebody/mlflow:v3.16.1@sha256:${"0a".repeat(32)}`),
  },
  {
    name: "a container names no image",
    at: "Deployment mlflow",
    policy: "images-repositories",
    change: unset(MLFLOW),
  },
  {
    name: "the gateway's proxy comes from elsewhere",
    at: "EnvoyProxy gateway-proxy",
    policy: "images-repositories",
    // It has no line, and so no digest either.
    also: ["images-digests"],
    change: set(
      "spec.provider.kubernetes.envoyDeployment.container.image",
      "quay.io/somebody/envoy:v1.39.0",
    ),
  },
  {
    name: "MLflow's tag moves",
    at: "Deployment mlflow",
    policy: "images-tags",
    also: ["images-digests"],
    change: set(MLFLOW, "ghcr.io/mlflow/mlflow:latest"),
  },
  {
    name: "the fetching container has no tag",
    at: "Deployment support-triage-*",
    policy: "images-tags",
    also: ["images-digests"],
    change: set("spec.template.spec.initContainers.0.image", "docker.io/library/node"),
  },
  {
    name: "the device plugin lost its digest",
    at: "DaemonSet device-plugin-serving",
    policy: "images-digests",
    change: set(
      "spec.template.spec.containers.0.image",
      "nvcr.io/nvidia/k8s-device-plugin:v0.20.0",
    ),
  },
  {
    name: "the exporter has a digest that its line does not have",
    at: "DaemonSet dcgm-exporter-exporter",
    policy: "images-digests",
    change: set(
      "spec.template.spec.containers.0.image",
      `nvcr.io/nvidia/k8s/dcgm-exporter:4.6.0-4.8.3-distroless@sha256:${"0a".repeat(32)}`,
    ),
  },
  {
    name: "the gateway's chart starts a version without a line",
    at: "Release gateway-controller",
    policy: "images-digests",
    change: set("values.global.images.envoyGateway.image", "docker.io/envoyproxy/gateway:v1.8.0"),
  },
  {
    name: "tags of the inference images move",
    at: "ecr/repository:Repository registry-inference",
    policy: "images-immutable-tags",
    change: set("imageTagMutability", "MUTABLE"),
  },
  {
    name: "nobody says whether tags of the jobs' images move",
    at: "ecr/repository:Repository registry-jobs",
    policy: "images-immutable-tags",
    change: unset("imageTagMutability"),
  },
  {
    name: "images of jobs are not scanned",
    at: "ecr/repository:Repository registry-jobs",
    policy: "images-scan-on-push",
    change: set("imageScanningConfiguration.scanOnPush", false),
  },
  {
    name: "inference images are encrypted with AES256",
    at: "ecr/repository:Repository registry-inference",
    policy: "images-repository-encryption",
    change: set("encryptionConfigurations", [{ encryptionType: "AES256" }]),
  },
  {
    name: "images of jobs are encrypted with AWS's own key",
    at: "ecr/repository:Repository registry-jobs",
    policy: "images-repository-encryption",
    change: unset("encryptionConfigurations.0.kmsKey"),
  },
  {
    name: "an image repository is public",
    at: "ecr/repository:Repository registry-inference",
    policy: "images-public-repositories",
    change: beside("aws:ecrpublic/repository:Repository", "registry-public", {
      repositoryName: "towpath",
      tags: tagsOf({ environment: "prod", owner: "platform", service: "platform" }),
    }),
  },
];
