/** A private ECR repository. */
export const REPOSITORY = "aws:ecr/repository:Repository";

/** The inputs of a private ECR repository that rules read. */
export type RepositoryProps = {
  readonly imageTagMutability?: string;
  readonly imageScanningConfiguration?: { readonly scanOnPush?: boolean };
  readonly encryptionConfigurations?: readonly {
    readonly encryptionType?: string;
    readonly kmsKey?: string;
  }[];
};
