/**
 * Controls of published benchmarks that a rule may say it serves, by the short form that rules use.
 *
 * Read from: CIS Amazon EKS Benchmark 1.8.0 in github.com/aquasecurity/kube-bench at a73ce378
 * (cfg/eks-1.8.0); CIS AWS Foundations Benchmark 7.0 in github.com/prowler-cloud/prowler at 3e000faa
 * (prowler/compliance/aws/cis_7.0_aws.json); the NSA and CISA Kubernetes Hardening Guide as
 * github.com/kubescape/regolibrary cuts it into controls, at ce7ef32a (frameworks/nsaframework.json).
 */
const CONTROLS = {
  "CIS EKS 2.1.1": "Enable audit Logs",
  "CIS EKS 4.1.1": "Ensure that the cluster-admin role is only used where required",
  "CIS EKS 4.1.2": "Minimize access to secrets",
  "CIS EKS 4.1.3": "Minimize wildcard use in Roles and ClusterRoles",
  "CIS EKS 4.1.5": "Ensure that default service accounts are not actively used.",
  "CIS EKS 4.1.6": "Ensure that Service Account Tokens are only mounted where necessary",
  "CIS EKS 4.1.7":
    "Cluster Access Manager API to streamline and enhance the management of access controls within EKS clusters",
  "CIS EKS 4.1.8":
    "Limit use of the Bind, Impersonate and Escalate permissions in the Kubernetes cluster",
  "CIS EKS 4.2.1": "Minimize the admission of privileged containers",
  "CIS EKS 4.2.2":
    "Minimize the admission of containers wishing to share the host process ID namespace",
  "CIS EKS 4.2.3": "Minimize the admission of containers wishing to share the host IPC namespace",
  "CIS EKS 4.2.4":
    "Minimize the admission of containers wishing to share the host network namespace",
  "CIS EKS 4.2.5": "Minimize the admission of containers with allowPrivilegeEscalation",
  "CIS EKS 4.3.2": "Ensure that all Namespaces have Network Policies defined",
  "CIS EKS 4.4.1": "Prefer using secrets as files over secrets as environment variables",
  "CIS EKS 4.4.2": "Consider external secret storage",
  "CIS EKS 4.5.1": "Create administrative boundaries between resources using namespaces",
  "CIS EKS 4.5.2": "The default namespace should not be used",
  "CIS EKS 5.1.1":
    "Ensure Image Vulnerability Scanning using Amazon ECR image scanning or a third party provider",
  "CIS EKS 5.1.4": "Minimize Container Registries to only those approved",
  "CIS EKS 5.2.1": "Prefer using dedicated Amazon EKS Service Accounts",
  "CIS EKS 5.3.1":
    "Ensure Kubernetes Secrets are encrypted using Customer Master Keys (CMKs) managed in AWS KMS",
  "CIS EKS 5.4.1": "Restrict Access to the Control Plane Endpoint",
  "CIS EKS 5.4.2":
    "Ensure clusters are created with Private Endpoint Enabled and Public Access Disabled",
  "CIS EKS 5.4.3": "Ensure clusters are created with Private Nodes",
  "CIS EKS 5.4.4": "Ensure Network Policy is Enabled and set as appropriate",
  "CIS EKS 5.5.1":
    "Manage Kubernetes RBAC users with AWS IAM Authenticator for Kubernetes or Upgrade to AWS CLI v1.16.156 or greater",
  "CIS AWS 2.12": "Ensure access keys are rotated every 90 days or less",
  "CIS AWS 2.14":
    'Ensure IAM policies that allow full "*:*" administrative privileges are not attached',
  "CIS AWS 2.16": "Ensure IAM instance roles are used for AWS resource access from instances",
  "CIS AWS 2.19":
    "Ensure IAM users are managed centrally via identity federation or AWS Organizations for multi-account environments",
  "CIS AWS 2.21":
    "Ensure AWS resource policies do not allow unrestricted access using 'Principal': '*'",
  "CIS AWS 3.1.1": "Ensure S3 Bucket Policy is set to deny HTTP requests",
  "CIS AWS 3.1.3":
    "Ensure all data in Amazon S3 has been discovered, classified, and secured when necessary",
  "CIS AWS 3.1.4": "Ensure that S3 is configured with 'Block Public Access' enabled",
  "CIS AWS 3.2.1": "Ensure that encryption-at-rest is enabled for RDS instances",
  "CIS AWS 3.2.2": "Ensure the Auto Minor Version Upgrade feature is enabled for RDS instances",
  "CIS AWS 3.2.3": "Ensure that RDS instances are not publicly accessible",
  "CIS AWS 3.2.4": "Ensure Multi-AZ deployments are used for enhanced availability in Amazon RDS",
  "CIS AWS 3.3.1": "Ensure that encryption is enabled for EFS file systems",
  "CIS AWS 4.1": "Ensure CloudTrail is enabled in all regions",
  "CIS AWS 4.2": "Ensure CloudTrail log file validation is enabled",
  "CIS AWS 4.5": "Ensure CloudTrail logs are encrypted at rest using KMS CMKs",
  "CIS AWS 4.6": "Ensure rotation for customer-created symmetric CMKs is enabled",
  "CIS AWS 4.7": "Ensure VPC flow logging is enabled in all VPCs",
  "CIS AWS 4.8": "Ensure that object-level logging for write events is enabled for S3 buckets",
  "CIS AWS 4.9": "Ensure that object-level logging for read events is enabled for S3 buckets",
  "CIS AWS 5.3": "Ensure usage of the 'root' account is monitored",
  "CIS AWS 5.7": "Ensure disabling or scheduled deletion of customer created CMKs is monitored",
  "CIS AWS 6.1.1": "Ensure EBS volume encryption is enabled in all regions",
  "CIS AWS 6.2":
    "Ensure no Network ACLs allow ingress from 0.0.0.0/0 to remote server administration ports",
  "CIS AWS 6.3":
    "Ensure no security groups allow ingress from 0.0.0.0/0 to remote server administration ports",
  "CIS AWS 6.4":
    "Ensure no security groups allow ingress from ::/0 to remote server administration ports",
  "CIS AWS 6.5": "Ensure the default security group of every VPC restricts all traffic",
  "CIS AWS 6.7": "Ensure that the EC2 Metadata Service only allows IMDSv2",
  "NSA C-0012": "Applications credentials in configuration files",
  "NSA C-0013": "Non-root containers",
  "NSA C-0016": "Allow privilege escalation",
  "NSA C-0017": "Immutable container filesystem",
  "NSA C-0030": "Ingress and Egress blocked",
  "NSA C-0034": "Automatic mapping of service account",
  "NSA C-0035": "Administrative Roles",
  "NSA C-0038": "Host PID/IPC privileges",
  "NSA C-0041": "HostNetwork access",
  "NSA C-0044": "Container hostPort",
  "NSA C-0046": "Insecure capabilities",
  "NSA C-0054": "Cluster internal networking",
  "NSA C-0055": "Linux hardening",
  "NSA C-0057": "Privileged container",
  "NSA C-0066": "Secret/etcd encryption enabled",
  "NSA C-0067": "Audit logs enabled",
  "NSA C-0270": "Ensure CPU limits are set",
  "NSA C-0271": "Ensure memory limits are set",
} as const;

/** A control in the short form: benchmark and number. */
export type Control = keyof typeof CONTROLS;

/** What the short forms' first words stand for. */
const BENCHMARKS = {
  "CIS EKS": { name: "CIS Amazon EKS Benchmark", version: "1.8.0" },
  "CIS AWS": { name: "CIS AWS Foundations Benchmark", version: "7.0" },
  "NSA C": {
    name: "NSA/CISA Kubernetes Hardening, Kubescape's framework NSA",
    version: "ce7ef32a",
  },
} as const;

/** A control, written out as Pulumi's policies name frameworks. */
export interface ControlText {
  readonly name: string;
  readonly version: string;
  /** The control's number in the benchmark. */
  readonly reference: string;
  /** Its title. */
  readonly specification: string;
}

/** The control behind a short form. */
export function controlText(control: Control): ControlText {
  const [, benchmark = "", rest = ""] = /^(CIS EKS|CIS AWS|NSA C)[ -](.+)$/.exec(control) ?? [];
  const reference = benchmark === "NSA C" ? `C-${rest}` : rest;
  return {
    ...BENCHMARKS[benchmark as keyof typeof BENCHMARKS],
    reference,
    specification: CONTROLS[control],
  };
}
