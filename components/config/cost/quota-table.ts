/**
 * The service quotas that an environment meets first.
 *
 * EC2's codes: github.com/brennerm/aws-quota-checker at 8d601258e995982dc19aa32b31b7c7a40ba7785e,
 * aws_quota/check/ec2.py, and the same ones of instances in github.com/determined-ai/determined at
 * 04d02941725543a55ea65d3543d426a0bd9192fb, harness/determined/deploy/aws/preflight.py. VPC's codes:
 * github.com/tedilabs/terraform-aws-account at 1342240aaf250af4d10515705b72355cbd5ee452,
 * modules/service-quota-requests/locals.tf.
 *
 * A default that no page we can cite gives is null; {@link defaultCommand} tells it. What an account
 * really has may be more or less than AWS's default, and for GPUs is often 0.
 */

/** A quota, as Service Quotas names it. */
export interface Quota {
  readonly service: "ec2" | "vpc";
  readonly code: string;
  readonly name: string;
  readonly unit: "vCPU" | "address" | "VPC" | "gateway";
  /** What AWS gives an account that never asked; null where it is not cited. */
  readonly default: number | null;
  /** Where the default was read, or the command that tells it. */
  readonly source: string;
}

const SPOT_DEFAULTS = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-limits.html";
const CLI_EXAMPLE =
  "https://docs.aws.amazon.com/cli/latest/userguide/cli_service-quotas_code_examples.html";
const IMPALA = "https://docs.getimpala.ai/aws_service_quotas_for_Impala_data_plane_deployment";

/** The families that EC2 counts apart, as far as a stack file may name them. */
export type QuotaFamily = "standard" | "g" | "p";

/** vCPUs of running instances: family × how they are bought. */
export const VCPU_QUOTAS: Readonly<
  Record<QuotaFamily, Readonly<Record<"onDemand" | "spot", Quota>>>
> = {
  standard: {
    onDemand: vcpus(
      "L-1216C47A",
      "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
      5,
      CLI_EXAMPLE,
    ),
    spot: vcpus(
      "L-34B43A08",
      "All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests",
      5,
      SPOT_DEFAULTS,
    ),
  },
  g: {
    onDemand: vcpus("L-DB2E81BA", "Running On-Demand G and VT instances", null),
    spot: vcpus("L-3819A6DF", "All G and VT Spot Instance Requests", 0, SPOT_DEFAULTS),
  },
  p: {
    onDemand: vcpus("L-417A185B", "Running On-Demand P instances", null),
    spot: vcpus("L-7212CCBC", "All P Spot Instance Requests", 0, SPOT_DEFAULTS),
  },
};

export const ELASTIC_IPS: Quota = {
  service: "ec2",
  code: "L-0263D0A3",
  name: "EC2-VPC Elastic IPs",
  unit: "address",
  default: 5,
  source: IMPALA,
};

export const VPCS: Quota = {
  service: "vpc",
  code: "L-F678F1CE",
  name: "VPCs per Region",
  unit: "VPC",
  default: 5,
  source: IMPALA,
};

export const NAT_GATEWAYS: Quota = {
  service: "vpc",
  code: "L-FE5A380F",
  name: "NAT gateways per Availability Zone",
  unit: "gateway",
  default: 5,
  source: IMPALA,
};

function vcpus(code: string, name: string, byDefault: number | null, source?: string): Quota {
  return {
    service: "ec2",
    code,
    name,
    unit: "vCPU",
    default: byDefault,
    source: source ?? defaultCommand("ec2", code),
  };
}

/** Tells AWS's default of a quota. */
function defaultCommand(service: string, code: string): string {
  return `aws service-quotas get-aws-default-service-quota --service-code ${service} --quota-code ${code}`;
}

/**
 * Which quota counts an instance type: by the letters before its generation. Undefined for families
 * with quotas of their own that no stack file may name (Inf, Trn, DL, F, X, HPC, Mac, High Memory).
 */
export function quotaFamily(type: string): QuotaFamily | undefined {
  const letters = /^[a-z]+(?=[0-9])/.exec(type)?.[0] ?? "";
  if (letters === "g" || letters === "vt") return "g";
  if (letters === "p") return "p";
  return /^(?:[acdhmrtz]|i|im|is)$/.test(letters) ? "standard" : undefined;
}
