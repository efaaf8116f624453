/** The tag of a secret that says how it is rotated where Secrets Manager does not do it itself. */
export const ROTATION_TAG = "towpath:rotation";

/**
 * How. `deploy`: a reviewed change of its generation, and the update that follows, make another and
 * restart whatever reads it. `new-key`: the same, and what the old one encrypted is still opened by it
 * alone, so it is kept as long as that. `first-use`: whoever reads it first replaces it in the service, and what
 * Secrets Manager keeps is void from then on. Who: the owner in the tag `towpath:owner`.
 */
export const ROTATIONS = ["deploy", "first-use", "new-key"] as const;

export type Rotation = (typeof ROTATIONS)[number];
