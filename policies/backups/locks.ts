import { isSet, known } from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";

export const LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";

export type Lock = StackResource<
  Readonly<{
    backupVaultName?: string;
    minRetentionDays?: number;
    maxRetentionDays?: number;
    changeableForDays?: number;
  }>
>;

/** The locks of a vault: connected to it, or by its name as text. */
export function locksOf(stack: Stack, vault: StackResource): readonly Lock[] {
  const connected = stack.partsOf(vault, LOCK, "backupVaultName") as Lock[];
  if (connected.length > 0 || !isSet(vault.props, "name")) return connected;
  const name = known(() => vault.props.name);
  if (typeof name !== "string") return connected;
  return (stack.ofType(LOCK) as readonly Lock[]).filter(
    ({ props }) => known(() => props.backupVaultName) === name,
  );
}
