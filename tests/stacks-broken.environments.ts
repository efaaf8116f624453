/*
 * Mistakes that people make in an environment's stack file, for stacks-broken.test.ts: the file, a text in it,
 * what stands there instead, and what the one line that follows must say.
 */

/** File in stacks/, text in it, what stands there instead, the message. */
export type Mistake = readonly [file: string, from: string, to: string, message: RegExp];

const DEV = "Pulumi.dev.yaml";
const PROD = "Pulumi.prod.yaml";
const LOCAL = "Pulumi.local.yaml";
/** `towpath:environment` in messages. */
const ENV = "config\\.towpath:environment";

export const ENVIRONMENT_MISTAKES: readonly Mistake[] = [
  // Keys
  [
    DEV,
    "towpath:posture: dev",
    "towpath:postur: dev",
    /towpath:postur: unknown key "towpath:postur" \(did you mean "towpath:posture"\?\)/,
  ],
  [
    DEV,
    "towpath:maturity: 2",
    "towpath:maturity: 2\n  posture: dev",
    /config\.posture: unknown key "posture"/,
  ],
  [
    DEV,
    "config:",
    "confg: {}\nconfig:",
    /: confg: unknown key "confg" \(did you mean "config"\?\)/,
  ],
  [
    DEV,
    "gpu_budget: 1",
    "gpu_budget: 1\n    gpu_buget: 1",
    /gpu_buget: unknown key "gpu_buget" \(did you mean "gpu_budget"\?\)/,
  ],
  [
    DEV,
    "cidr: 10",
    "cdir: 10.0.0.0/16, cidr: 10",
    /network\.cdir: unknown key "cdir" \(did you mean "cidr"\?\); expected one of cidr, azs/,
  ],
  [
    DEV,
    "capacity: on-demand",
    "capacity: on-demand\n        spot: true",
    /gpu_pools\.shared\.spot: unknown key "spot"/,
  ],
  [
    DEV,
    "kind: aws",
    "kind: aws\n    context: kind-towpath",
    /environment\.context: unknown key "context"/,
  ],
  [
    LOCAL,
    "kind: kubernetes",
    "kind: kubernetes\n    gpu_budget: 1",
    /environment\.gpu_budget: unknown key "gpu_budget"/,
  ],
  [
    LOCAL,
    "kind: kubernetes",
    "kind: kubernetes\n    gpu_profiles: { shared: { time_slicing: { replicas: 1 } } }",
    /gpu_profiles\.shared\.time_slicing\.replicas: found 1; Too small: expected number to be >=2/,
  ],
  [LOCAL, "context: kind-towpath", 'context: ""', /environment\.context: found ""; Too small/],
  [
    DEV,
    "kind: aws",
    "kind: awz",
    new RegExp(
      `${ENV}\\.kind: found "awz"; expected one of aws, kubernetes \\(did you mean "aws"\\?\\)`,
    ),
  ],
  [
    DEV,
    "kind: aws",
    "# kind: aws",
    new RegExp(`${ENV}\\.kind: missing; expected one of aws, kubernetes`),
  ],
  // Values
  [
    DEV,
    "posture: dev",
    "posture: pord",
    /posture: found "pord"; expected one of dev, staging, prod \(did you mean "prod"\?\)/,
  ],
  [DEV, "maturity: 2", "maturity: 5", /maturity: found 5; .*<=4/],
  [DEV, "maturity: 2", "maturity: two", /maturity: found "two"; expected number/],
  [DEV, "version: null", "version: 1.33", /cluster\.version: found 1\.33; expected string/],
  [
    DEV,
    "version: null",
    'version: "v1.33"',
    /cluster\.version: found "v1\.33"; expected a Kubernetes minor version in quotes/,
  ],
  [
    DEV,
    'engine_version: "17"',
    'engine_version: "postgres17"',
    /engine_version: found "postgres17"; expected a PostgreSQL version/,
  ],
  [
    DEV,
    "instance_class: db.t4g.medium",
    "instance_class: t4g.medium",
    /instance_class: found "t4g\.medium"; expected an RDS class/,
  ],
  [
    DEV,
    "    budget_usd_month",
    "    gateway: { load_balancer: true }\n    budget_usd_month",
    /gateway\.certificate_secret: .*expected the name of a Secret: behind a load balancer/,
  ],
  [DEV, "azs: 3", "azs: 1", /network\.azs: found 1; .*>=2/],
  [DEV, "disk_gib: 50", "disk_gib: 5", /system_pool\.disk_gib: found 5; .*>=20/],
  [DEV, "memory_mib: 2048", "memory_mib: 512", /tracking\.memory_mib: found 512; .*>=1024/],
  [
    DEV,
    "hostnames: [mlflow",
    "hostnames: [https://mlflow",
    /hostnames\.0: found "https:.*; expected a host name without scheme/,
  ],
  [
    DEV,
    "    budget_usd_month",
    "    audit: { trail: none }\n    budget_usd_month",
    /environment\.audit\.trail: found "none"; .*own.*organization/,
  ],
  [
    DEV,
    "    budget_usd_month",
    "    alerts: { emails: [platform] }\n    budget_usd_month",
    /environment\.alerts\.emails\[?\.?0\]?: found "platform"; expected an email address/,
  ],
  [DEV, "budget_usd_month: 1800", "budget_usd_month: 0", /budget_usd_month: found 0; .*>0/],
  [
    DEV,
    "logs: { data_class: operational }",
    "logs: { data_class: secret }",
    /buckets\.logs\.data_class: found "secret"; expected one of internal, confidential, operational/,
  ],
  [DEV, "      logs: { data_class: operational }\n", "", /buckets\.logs: missing; expected object/],
  [
    DEV,
    "ami_release: null",
    "ami_release: latest",
    /ami_release: found "latest"; expected a release such as/,
  ],
  [DEV, "min: 0", "min: -1", /gpu_pools\.shared\.min: found -1; .*>=0/],
  [
    DEV,
    "storage_gib: 20\n",
    "storage_gib: 20.5\n",
    /database\.storage_gib: found 20\.5; expected a whole number/,
  ],
  // Regions
  [
    DEV,
    "aws:region: us-east-1",
    "aws:region: us-west-1",
    /config\.aws:region: found "us-west-1" \(did you mean "us-west-2"\?\); expected one of regions_allowed/,
  ],
  [
    DEV,
    "  aws:region: us-east-1\n",
    "",
    /config\.aws:region: missing; expected one of regions_allowed: us-east-1, us-west-2/,
  ],
  [
    PROD,
    "    secondary_region: us-west-2\n",
    "",
    /secondary_region: missing; expected a region, since posture prod copies/,
  ],
  [
    PROD,
    "secondary_region: us-west-2",
    "secondary_region: us-east-1",
    /secondary_region: found "us-east-1", which is aws:region/,
  ],
  [
    PROD,
    "secondary_region: us-west-2",
    "secondary_region: eu-west-1",
    /secondary_region: found "eu-west-1".*; expected one of regions_allowed/,
  ],
  // Networks
  [
    DEV,
    "10.40.0.0/16",
    "10.40.0.0",
    /network\.cidr: found "10\.40\.0\.0"; expected a range such as 10\.0\.0\.0\/16/,
  ],
  [DEV, "10.40.0.0/16", "10.40.300.0/16", /network\.cidr: found .*numbers from 0 to 255/],
  [DEV, "10.40.0.0/16", "10.40.1.0/16", /network\.cidr: found .*expected 10\.40\.0\.0\/16/],
  [
    DEV,
    "10.40.0.0/16",
    "44.40.0.0/16",
    /network\.cidr: found 44\.40\.0\.0\/16; expected a private range/,
  ],
  [
    DEV,
    "10.40.0.0/16",
    "10.40.0.0/24",
    /network\.cidr: found 10\.40\.0\.0\/24; expected a range from \/16 to \/20/,
  ],
  [
    DEV,
    "10.40.0.0/16",
    "10.42.16.0/20",
    /Pulumi\.prod\.yaml:\d+:\d+: .*network\.cidr: found 10\.42\.0\.0\/16, which overlaps dev's 10\.42\.16\.0\/20/,
  ],
  [
    DEV,
    "public_access_cidrs: []",
    "public_access_cidrs: [0.0.0.0/0]",
    /public_access_cidrs\.0: found 0\.0\.0\.0\/0, which is everybody/,
  ],
  [
    PROD,
    "public_access_cidrs: []",
    "public_access_cidrs: [203.0.113.0/24]",
    /public_access_cidrs\.0: found .*posture prod has a private endpoint/,
  ],
  // Pools
  [
    DEV,
    "instance_type: g4dn.xlarge",
    "instance_type: g4dn.xlrge",
    /instance_type: found "g4dn\.xlrge" \(did you mean "g4dn\.xlarge"\?\), which .* lacks; expected one of g4dn\.xlarge/,
  ],
  [
    DEV,
    "instance_type: g4dn.xlarge",
    "instance_type: m7i.xlarge",
    /instance_type: found m7i\.xlarge, which has no GPU; expected one of g4dn/,
  ],
  [
    DEV,
    "[m7i.xlarge, m6i.xlarge]",
    "[m7i.xlarge, g5.xlarge]",
    /instance_types\.1: found g5\.xlarge, which has GPUs/,
  ],
  [
    DEV,
    "[m7i.xlarge, m6i.xlarge]",
    "[m7i.xlarge, m6i.large]",
    /instance_types\.1: found m6i\.large; expected the size of m7i\.xlarge/,
  ],
  [DEV, "min: 2, max: 6", "min: 7, max: 6", /system_pool\.min: found 7, more than max 6/],
  [DEV, "max: 1\n", "max: 2\n", /gpu_budget: found 1; the pools' max come to 2 GPUs/],
  [
    DEV,
    "capacity: on-demand",
    "capacity: reservation",
    /shared\.reservation_id: missing; expected the id/,
  ],
  [
    DEV,
    "capacity: on-demand",
    "capacity: spot\n        reservation_id: cr-0123456789abcdef0",
    /reservation_id: found an id beside capacity: spot/,
  ],
  [
    DEV,
    "capacity: on-demand",
    "capacity: on-demand\n        mig_strategy: single",
    /mig_strategy: found single for g4dn\.xlarge \(t4\); expected none/,
  ],
  [
    DEV,
    "max_storage_gib: 100",
    "max_storage_gib: 10",
    /database\.storage_gib: found 20, more than max_storage_gib 10/,
  ],
  [
    PROD,
    "replicas: 2",
    "replicas: 1",
    /tracking\.replicas: found 1; expected at least 2, as posture prod asks for/,
  ],
  [
    DEV,
    "min: 2, max: 6",
    "min: 2, max: 4",
    /system_pool\.max: the pools grow to 20 of 24 vCPUs and 80 of 96 GiB of memory that the quotas/,
  ],
];
