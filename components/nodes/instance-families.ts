/**
 * Which node image an EC2 instance family boots: a table, no guesses.
 *
 * NVIDIA rows: the families that AWS lists for the AL2023 NVIDIA image,
 * https://docs.aws.amazon.com/eks/latest/userguide/ml-eks-optimized-ami.html (g4dn, g5, g6, g6e, g7e,
 * p3 to p6); their exact names: awslabs/amazon-eks-ami at 81fec2e8 (2026-07-23), file
 * nodeadm/internal/kubelet/instance-info.jsonl.
 */

/** Node images of a managed node group that this platform uses. */
export const AMI_TYPES = [
  "AL2023_x86_64_STANDARD",
  "AL2023_ARM_64_STANDARD",
  "AL2023_x86_64_NVIDIA",
] as const;

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html */
export type AmiType = (typeof AMI_TYPES)[number];

/** What the platform must know about an image. */
interface AmiFacts {
  /** The middle of its public parameter's name; see {@link releaseParameter}. */
  readonly parameterPath: string;
  readonly gpu: boolean;
}

const AMI_FACTS: Record<AmiType, AmiFacts> = {
  AL2023_x86_64_STANDARD: { parameterPath: "amazon-linux-2023/x86_64/standard", gpu: false },
  AL2023_ARM_64_STANDARD: { parameterPath: "amazon-linux-2023/arm64/standard", gpu: false },
  AL2023_x86_64_NVIDIA: { parameterPath: "amazon-linux-2023/x86_64/nvidia", gpu: true },
};

const families = (ami: AmiType, names: string) =>
  Object.fromEntries(names.split(" ").map((name) => [name, ami]));

/** Family → image. The part of an instance type before the dot is its family. */
export const FAMILIES: Readonly<Record<string, AmiType>> = {
  ...families(
    "AL2023_x86_64_STANDARD",
    "c5 c6a c6i c7a c7i c8i m5 m6a m6i m7a m7i m8a m8i r5 r6a r6i r7a r7i r8i t3 t3a",
  ),
  ...families("AL2023_ARM_64_STANDARD", "c6g c7g c8g m6g m7g m8g r6g r7g r8g t4g"),
  ...families(
    "AL2023_x86_64_NVIDIA",
    "g4dn g5 g6 g6e g7e p3 p3dn p4d p4de p5 p5e p5en p6-b200 p6-b300",
  ),
};

/** Families that somebody will try, and why they are refused. */
export const REFUSED_FAMILIES: Readonly<Record<string, string>> = {
  // EKS has AL2023_ARM_64_NVIDIA since, but no image of this platform is built for ARM with CUDA.
  g5g: "its CPU is ARM, and the platform's GPU images are built for x86_64",
  "p6e-gb200": "its CPU is ARM, and the platform's GPU images are built for x86_64",
  g4ad: "its GPU is AMD's, which the NVIDIA image and device plugin do not drive",
  // amazon-eks-ami at 81fec2e8, doc/usage/g7-ami.md
  g7: "it needs NVIDIA driver 595, and the EKS image ships 580",
};

/** The family of an instance type: `g5` of `g5.2xlarge`. */
export function familyOf(instanceType: string): string {
  return instanceType.split(".", 1)[0] ?? instanceType;
}

/** The image of a type, or undefined where the table has none. */
export function amiTypeOf(instanceType: string): AmiType | undefined {
  const family = familyOf(instanceType);
  return Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined;
}

/** True for an image with NVIDIA's driver and container toolkit. */
export function isGpuAmi(ami: AmiType): boolean {
  return AMI_FACTS[ami].gpu;
}

/**
 * The public SSM parameter that holds the newest release of an image for a Kubernetes version.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html the path
 * @see https://www.pulumi.com/registry/packages/aws/api-docs/eks/nodegroup/ `…/recommended/release_version`
 */
export function releaseParameter(kubernetesVersion: string, ami: AmiType): string {
  const path = AMI_FACTS[ami].parameterPath;
  return `/aws/service/eks/optimized-ami/${kubernetesVersion}/${path}/recommended/release_version`;
}

/** The one image that all types of a pool boot, or what is wrong with them, a line each. */
export function poolAmi(
  instanceTypes: readonly string[],
  gpu: boolean,
): { readonly ami: AmiType; readonly problems: [] } | { readonly problems: readonly string[] } {
  const known = Object.keys(FAMILIES).filter((family) => isGpuFamily(family) === gpu);
  const problems = instanceTypes.flatMap((type) => {
    const family = familyOf(type);
    const refused = Object.hasOwn(REFUSED_FAMILIES, family) ? REFUSED_FAMILIES[family] : undefined;
    if (refused !== undefined) return [`instanceTypes: ${type} is not supported: ${refused}`];
    if (!/^[a-z0-9-]+\.[a-z0-9-]+$/.test(type)) {
      return [
        `instanceTypes: "${type}" is not an instance type; expected e.g. ${gpu ? "g5.xlarge" : "m7i.large"}`,
      ];
    }
    const ami = amiTypeOf(type);
    if (ami === undefined) {
      return [
        `instanceTypes: ${type} is of the unknown family ${family}; known: ${known.join(", ")}`,
      ];
    }
    if (isGpuAmi(ami) === gpu) return [];
    return gpu
      ? [`instanceTypes: ${type} has no NVIDIA GPU; a GPU pool takes ${known.join(", ")}`]
      : [`instanceTypes: ${type} has GPUs; give the pool \`gpu\`, or use ${known.join(", ")}`];
  });
  if (instanceTypes.length === 0) problems.push("instanceTypes: empty; name at least one type");
  const amis = [...new Set(instanceTypes.map(amiTypeOf))];
  if (problems.length === 0 && amis.length > 1) {
    problems.push(
      `instanceTypes: ${instanceTypes.join(", ")} need different images (${amis.join(", ")}); ` +
        "a pool has one image: make a pool for each",
    );
  }
  const ami = amis[0];
  return problems.length === 0 && ami !== undefined ? { ami, problems: [] } : { problems };
}

function isGpuFamily(family: string): boolean {
  const ami = FAMILIES[family];
  return ami !== undefined && isGpuAmi(ami);
}
