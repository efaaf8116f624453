import { RunError } from "@pulumi/pulumi";
import type { AwsEnvironment } from "../config/environment";
import type { BucketName, DataClass, GpuPool } from "../config/environment-schema";
import { instanceSpec } from "../config/instance-types";
import { isPromoted, languageModelOf, type Service } from "../config/service";
import { POSTGRES_MAJORS, type PostgresMajor } from "../data/database-settings";
import type { ScratchArgs } from "../data/recovery/site";
import type { PoolDeclaration } from "../nodes/node-pools";
import type { GpuProfiles } from "../nodes/gpu-profile";

/*
 * What a stack file says, in the words of the components that it decides about. Pure: everything
 * here is known before anything is registered.
 */

/** The system pool and the GPU pools of an environment. */
export function poolsOf(environment: AwsEnvironment): {
  system: PoolDeclaration;
  gpuPools: Record<string, PoolDeclaration>;
} {
  const { system_pool: system, gpu_pools: gpuPools } = environment;
  return {
    system: {
      instanceTypes: system.instance_types,
      min: system.min,
      max: system.max,
      diskGib: system.disk_gib,
      capacity: "on-demand",
      amiRelease: null,
    },
    gpuPools: Object.fromEntries(
      Object.entries(gpuPools).map(([name, pool]) => [name, gpuPool(name, pool)]),
    ),
  };
}

function gpuPool(name: string, pool: GpuPool): PoolDeclaration {
  const gpu = instanceSpec(pool.instance_type)?.gpu;
  // The loader has refused a pool whose type has no GPUs, with the place in the stack file.
  if (gpu === undefined || gpu === null)
    throw new Error(`gpu_pools.${name}: ${pool.instance_type} has no GPUs`);
  return {
    instanceTypes: [pool.instance_type],
    min: pool.min,
    max: pool.max,
    diskGib: pool.disk_gib,
    capacity: pool.capacity,
    amiRelease: pool.ami_release,
    ...(pool.reservation_id === undefined ? {} : { reservationId: pool.reservation_id }),
    gpu: {
      accelerator: gpu.model,
      perInstance: gpu.count,
      profile: name,
      advertised: gpu.count * (pool.time_slicing?.replicas ?? 1),
    },
  };
}

/** How each GPU pool shares its GPUs: a profile of the pool's own name. */
export function gpuProfilesOf(environment: AwsEnvironment): GpuProfiles {
  return Object.fromEntries(
    Object.entries(environment.gpu_pools).map(([name, pool]) => [
      name,
      {
        migStrategy: pool.mig_strategy,
        ...(pool.time_slicing === undefined
          ? {}
          : { timeSlicingReplicas: pool.time_slicing.replicas }),
      },
    ]),
  );
}

/** Ranges outside of the VPC that reach the cluster's API: none where the posture is private. */
export function publicAccessOf(environment: AwsEnvironment): readonly string[] {
  return environment.settings.endpointExposure === "private"
    ? []
    : environment.cluster.public_access_cidrs;
}

/**
 * Room for what backups and drills work with: a disk of their own, since nodes' disks are made for images
 * and logs. A drill has the whole backup and its database unpacked; how much artifacts are, nobody has said,
 * so they get as much as the database. A drill that finds too little room refuses, and says how much it wants.
 */
export function recoveryScratchOf({ database, recovery }: AwsEnvironment): ScratchArgs {
  return {
    on: "volume",
    drillGib: recovery.scratch_gib ?? 2 * database.storage_gib,
    backupGib: database.storage_gib,
  };
}

/** Bucket → the class of the data in it. */
export function dataClassesOf(environment: AwsEnvironment): Record<BucketName, DataClass> {
  const { datasets, artifacts, reports, backups, logs } = environment.buckets;
  return {
    datasets: datasets.data_class,
    artifacts: artifacts.data_class,
    reports: reports.data_class,
    backups: backups.data_class,
    logs: logs.data_class,
  };
}

/**
 * The buckets that services fetch from: those of an environment's promotion records, and of language
 * models' weights. Names, sorted, each once. A record may name another environment's bucket.
 */
export function servedBucketsOf(
  services: Readonly<Record<string, Service>>,
  environment: string,
): string[] {
  const uris = Object.values(services).flatMap((service) => {
    const record = service.environments[environment];
    const versions = record === undefined ? [] : [record.current, record.previous];
    const weights = languageModelOf(service, environment)?.weights.uri;
    return [
      ...versions.filter(isPromoted).map(({ artifact }) => artifact.uri),
      ...(weights === undefined ? [] : [weights]),
    ];
  });
  const names = uris.flatMap((uri) => /^s3:\/\/([^/]+)/.exec(uri)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** The major version in `17` or `17.4`: RDS takes its preferred minor and keeps it current. */
export function postgresMajorOf(engineVersion: string): PostgresMajor {
  const major = POSTGRES_MAJORS.find((known) => String(known) === engineVersion.split(".")[0]);
  if (major === undefined) {
    throw new RunError(
      `database.engine_version: found "${engineVersion}"; expected one of ${POSTGRES_MAJORS.join(", ")}`,
    );
  }
  return major;
}
