import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { REPOSITORY, type RepositoryProps } from "./repository";

const KMS: readonly string[] = ["KMS", "KMS_DSSE"];

/** CKV_AWS_136. The key cannot be changed later: ECR replaces the repository. */
export const repositoryEncryption = resourceRule<RepositoryProps>({
  id: "images-repository-encryption",
  checks: ["ECR-1"],
  severity: "medium",
  level: "posture",
  description: "ECR repositories are encrypted with a KMS key of the platform.",
  why: "Without one there is no key policy that says who may read images, and no key to shut when an account is lost.",
  remediation:
    'Use Registry of components/foundation/registry.ts, or write `encryptionConfigurations: [{ encryptionType: "KMS", kmsKey }]` with a key of components/foundation/keys.ts.',
  types: [REPOSITORY],
  check: ({ props }, report) => {
    const [encryption] = props.encryptionConfigurations ?? [];
    const type = encryption?.encryptionType ?? "AES256";
    if (!KMS.includes(type)) {
      report(`encryption is ${type}; expected KMS with a key of the platform. Write that.`);
    } else if (!isSet(encryption, "kmsKey")) {
      report("encryption is with AWS's own key; expected a key of the platform. Write kmsKey.");
    }
  },
});
