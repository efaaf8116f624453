import { z } from "zod";
import { deploySchema, peopleSchema } from "./identity-provider";
import { awsRegion, cidrBlock, kebabName } from "./names";
import { awsRecoverySchema, kubernetesRecoverySchema } from "./recovery-schema";

/*
 * `towpath:environment` of a stack file. The descriptions go into stacks/schema/, so that the
 * editor shows what a reader of this file sees: meaning, unit, default.
 */

/** What kind of data a bucket holds; decides its KMS key and its tag `towpath:data-class`. */
export const DATA_CLASSES = ["internal", "confidential", "operational"] as const;

/** The buckets that every environment has. */
export const BUCKETS = ["datasets", "artifacts", "reports", "backups", "logs"] as const;

export type BucketName = (typeof BUCKETS)[number];
export type DataClass = (typeof DATA_CLASSES)[number];

const count = z.number().int().min(0);
const atLeastOne = z.number().int().min(1);
const gib = z.number().int().min(1);
const dnsName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    "expected a host name without scheme, port or path, such as mlflow.example.com",
  );
// A type that the table lacks is refused by check-environment.ts, which can name the known ones.
const instanceType = z
  .string()
  .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, "expected an instance type, such as m7i.xlarge");

const bucket = z.strictObject({
  data_class: z.enum(DATA_CLASSES).describe("What is in it; decides its key and its tag."),
});
const buckets = z
  .strictObject({
    datasets: bucket,
    artifacts: bucket,
    reports: bucket,
    backups: bucket,
    logs: bucket,
  } satisfies Record<BucketName, typeof bucket>)
  .describe("Every bucket with the class of the data in it.");

const tracking = z
  .strictObject({
    replicas: atLeastOne.describe("Pods of the MLflow server; at least the posture's replicas."),
    workers: atLeastOne.describe("Server processes in a pod; each holds its own memory."),
    memory_mib: z
      .number()
      .int()
      .min(1024)
      .describe("MiB of memory of a pod, request and limit. Idle servers take 400 to 700 MiB."),
    hostnames: z
      .array(dnsName)
      .min(1)
      .describe("Host names that MLflow answers to; it refuses requests for any other."),
    secret_generation: z
      .string()
      .min(1)
      .default("1")
      .describe(
        "Another value makes another database password and session key, by the next update. Default: 1.",
      ),
  })
  .describe("The MLflow tracking server.");

const gateway = z
  .strictObject({
    certificate_secret: kebabName
      .optional()
      .describe("Secret with a TLS certificate, in the namespace gateway. Default: none, HTTP."),
    load_balancer: z
      .boolean()
      .default(false)
      .describe("An internal load balancer in front, over TLS alone. Default: inside the cluster."),
  })
  .refine((value) => !value.load_balancer || value.certificate_secret !== undefined, {
    path: ["certificate_secret"],
    message:
      "expected the name of a Secret: behind a load balancer, callers' keys would travel in the clear",
  })
  .default({ load_balancer: false })
  .describe("The way in to served models.");

/** How the GPUs of a node are offered to pods. */
const gpuSharing = {
  time_slicing: z
    .strictObject({
      replicas: z.number().int().min(2).max(16).describe("Pods that share one GPU by turns."),
    })
    .optional()
    .describe("Share each GPU by turns, without memory isolation. Default: one pod a GPU."),
  mig_strategy: z
    .enum(["none", "single", "mixed"])
    .default("none")
    .describe("The device plugin's MIG strategy. Default: none."),
};

/** One GPU node group. */
export const gpuPoolSchema = z.strictObject({
  instance_type: instanceType.describe("One EC2 type with NVIDIA GPUs."),
  min: count.describe("Nodes that always run; 0 scales from zero."),
  max: atLeastOne.describe("Nodes at most, whatever is asked for."),
  capacity: z.enum(["on-demand", "spot", "reservation"]).describe("How EC2 is asked for nodes."),
  reservation_id: z
    .string()
    .regex(
      /^cr-[0-9a-f]{8,17}$/,
      "expected a capacity reservation's id, such as cr-0123456789abcdef0",
    )
    .optional()
    .describe("The capacity reservation; with capacity: reservation, and only there."),
  disk_gib: gib.min(20).describe("GiB of the node's encrypted gp3 disk; GPU images are large."),
  ami_release: z
    .string()
    .regex(/^\d+\.\d+\.\d+-\d{8}$/, "expected a release such as 1.33.0-20250601")
    .nullable()
    .describe("Pinned EKS AMI release; null is looked up when deployed, and then kept."),
  ...gpuSharing,
});

const nodeCounts = { min: atLeastOne, max: atLeastOne };

const audit = z
  .strictObject({
    trail: z
      .enum(["own", "organization"])
      .default("own")
      .describe(
        "own makes a CloudTrail trail; organization: the organization's trail covers the account. Default: own.",
      ),
  })
  .default({ trail: "own" })
  .describe("Who records what people do in the account.");

const alerts = z
  .strictObject({
    emails: z
      .array(z.email("expected an email address, such as platform@example.com"))
      .default([])
      .describe("Who is written to; each address must confirm once. Default: nobody."),
  })
  .default({ emails: [] })
  .describe("Who hears of alarms.");

/** An environment on AWS. */
export const awsEnvironmentSchema = z.strictObject({
  kind: z.literal("aws"),
  regions_allowed: z.array(awsRegion).min(1).describe("Regions that anything may be placed in."),
  secondary_region: awsRegion
    .optional()
    .describe("Where buckets are copied to; needed when the posture replicates."),
  network: z
    .strictObject({
      cidr: cidrBlock.describe("Private range of the VPC, /16 to /20, unique to the environment."),
      azs: z.number().int().min(2).max(3).describe("Availability zones; EKS needs two."),
    })
    .describe("The VPC."),
  cluster: z
    .strictObject({
      version: z
        .string()
        .regex(/^1\.\d{2}$/, 'expected a Kubernetes minor version in quotes, such as "1.33"')
        .nullable()
        .describe("Kubernetes version; null takes EKS's newest in standard support when deployed."),
      public_access_cidrs: z
        .array(cidrBlock)
        .default([])
        .describe("Who reaches the API from outside the VPC. Default: nobody. Never 0.0.0.0/0."),
    })
    .describe("The EKS cluster."),
  system_pool: z
    .strictObject({
      instance_types: z.array(instanceType).min(1).describe("EC2 types of equal size, no GPUs."),
      ...nodeCounts,
      disk_gib: gib.min(20).describe("GiB of a node's encrypted gp3 disk."),
    })
    .describe("Nodes for everything that needs no GPU."),
  gpu_pools: z.record(kebabName, gpuPoolSchema).default({}).describe("GPU node groups by name."),
  gpu_budget: count.describe("GPUs at most, over all pools; 0 allows none."),
  database: z
    .strictObject({
      instance_class: z
        .string()
        .regex(/^db\.[a-z0-9-]+\.[a-z0-9]+$/, "expected an RDS class, such as db.t4g.medium"),
      storage_gib: gib.min(20).describe("GiB of gp3 to start with; RDS wants at least 20."),
      max_storage_gib: gib.describe("GiB that storage autoscaling may grow to."),
      engine_version: z
        .string()
        .regex(/^\d{2}(\.\d+)?$/, 'expected a PostgreSQL version in quotes, such as "17"')
        .describe("PostgreSQL version; a major alone lets RDS take its preferred minor."),
    })
    .describe("RDS for PostgreSQL, for MLflow."),
  buckets,
  tracking,
  recovery: awsRecoverySchema,
  gateway,
  people: peopleSchema
    .optional()
    .describe("Who vouches for people. Default: none, and no roles for people are made."),
  deploy: deploySchema
    .optional()
    .describe("Which pipeline deploys. Default: none, and no role for one is made."),
  budget_usd_month: z.number().positive().describe("US dollars a month; alarms, never a stop."),
  audit,
  alerts,
});

/** An environment on a Kubernetes cluster that is there already, with its own database and store. */
export const kubernetesEnvironmentSchema = z.strictObject({
  kind: z.literal("kubernetes"),
  context: z
    .string()
    .min(1)
    .describe("The kubeconfig context, such as kind-towpath; never the current one unasked."),
  storage: z
    .strictObject({
      class: kebabName.nullable().describe("StorageClass; null takes the cluster's default."),
      database_gib: gib.describe("GiB of the in-cluster PostgreSQL."),
      objects_gib: gib.describe("GiB of the in-cluster object store."),
    })
    .describe("Volumes of what AWS would offer as a service."),
  gpu_profiles: z
    .record(kebabName, z.strictObject(gpuSharing))
    .default({})
    .describe(
      "How GPUs are shared, by a node's label nvidia.com/device-plugin.config. Default: none.",
    ),
  buckets,
  tracking,
  recovery: kubernetesRecoverySchema,
  gateway,
});

/** `towpath:environment`: `kind` decides which of the two forms holds. */
export const environmentSchema = z.discriminatedUnion("kind", [
  awsEnvironmentSchema,
  kubernetesEnvironmentSchema,
]);

export type GpuPool = z.output<typeof gpuPoolSchema>;
export type AwsEnvironmentConfig = z.output<typeof awsEnvironmentSchema>;
export type KubernetesEnvironmentConfig = z.output<typeof kubernetesEnvironmentSchema>;
