/** How what cannot be made again outlives mistakes; part of the args of everything that holds data. */
export interface RetentionArgs {
  /**
   * Pulumi refuses to delete or replace it until `pulumi state unprotect`. Plain.
   * @default inherited from the parent
   * @see https://www.pulumi.com/docs/iac/concepts/resources/options/protect/
   */
  readonly protect?: boolean;
  /**
   * `pulumi destroy` forgets it and leaves it in the account. Plain.
   * @default false
   * @see https://www.pulumi.com/docs/iac/concepts/resources/options/retainondelete/
   */
  readonly retainOnDelete?: boolean;
}

/**
 * The resource options for it; absent stays absent, so that a parent's choice is inherited. Given to
 * every child, not to the bucket or database alone: what is retained without its policy and its
 * public-access block would be left behind unprotected.
 */
export function retentionOptions({ protect, retainOnDelete }: RetentionArgs): RetentionArgs {
  return {
    ...(protect !== undefined && { protect }),
    ...(retainOnDelete !== undefined && { retainOnDelete }),
  };
}
