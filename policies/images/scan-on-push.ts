import { stackRule } from "../engine/rule";
import { REPOSITORY, type RepositoryProps } from "./repository";

const REGISTRY = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration";
const FREQUENCIES: readonly string[] = ["SCAN_ON_PUSH", "CONTINUOUS_SCAN"];

interface RegistryProps {
  readonly rules?: readonly {
    readonly scanFrequency?: string;
    readonly repositoryFilters?: readonly { readonly filter?: string }[];
  }[];
}

/** CKV_AWS_163; scanning that the registry does for all its repositories counts. */
export const scanOnPush = stackRule({
  id: "images-scan-on-push",
  checks: ["ECR-1"],
  severity: "medium",
  level: "posture",
  description: "ECR scans every image that is pushed for known vulnerabilities.",
  why: "Nobody else looks into an image before it runs.",
  remediation:
    "Use Registry of components/foundation/registry.ts, or write `imageScanningConfiguration: { scanOnPush: true }`.",
  controls: ["CIS EKS 5.1.1"],
  check: (stack, report) => {
    if (stack.ofType<RegistryProps>(REGISTRY).some(scansAll)) return;
    stack.each<RepositoryProps>(REPOSITORY, (repository) => {
      if (repository.props.imageScanningConfiguration?.scanOnPush === true) return;
      report(
        repository,
        "images are not scanned when they are pushed; expected imageScanningConfiguration.scanOnPush: true. Write that.",
      );
    });
  },
});

/** Does the registry scan all its repositories? */
function scansAll({ props }: { readonly props: RegistryProps }): boolean {
  return (props.rules ?? []).some(
    ({ scanFrequency = "", repositoryFilters = [] }) =>
      FREQUENCIES.includes(scanFrequency) && repositoryFilters.some(({ filter }) => filter === "*"),
  );
}
