/** Which AWS services get an interface endpoint in the VPC. */
export type InterfaceEndpoints = "minimal" | "full";

/**
 * Without these no node joins, no image is pulled and no pod gets credentials once the way to the
 * internet is closed: AWS's list for private clusters, less what it calls optional or ties to a feature.
 * S3, which holds ECR's image layers, has a gateway endpoint, which costs nothing.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
 */
const MINIMAL = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sts"] as const;

/** What else the platform calls. Service names: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html */
const FULL = [
  ...MINIMAL,
  // Scaling node groups from zero.
  "autoscaling",
  // Load balancers for Services and Ingresses.
  "elasticloadbalancing",
  // Decrypting whatever is read.
  "kms",
  // Log groups and metrics.
  "logs",
  "monitoring",
  // Passwords and keys.
  "secretsmanager",
  // Sessions on nodes instead of SSH: https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
  "ssm",
  "ssmmessages",
  "ec2messages",
] as const;

const SERVICES: Readonly<Record<InterfaceEndpoints, readonly string[]>> = {
  minimal: MINIMAL,
  full: FULL,
};

/** The short names of the services, sorted, so that the plan does not depend on the list's order. */
export function endpointServices(which: InterfaceEndpoints): readonly string[] {
  return [...SERVICES[which]].sort();
}

/** A service's name in a region, as VPC endpoints want it: `com.amazonaws.us-east-1.ecr.api`. */
export function serviceName(region: string, service: string): string {
  return `com.amazonaws.${region}.${service}`;
}
