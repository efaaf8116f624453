/** The tag of a secret that says how it is rotated where Secrets Manager does not do it itself. */
export const ROTATION_TAG = "towpath:rotation";

/**
 * How. `deploy`: a reviewed change of its generation, and the update that follows, make another and
 * restart whatever reads it. `first-use`: whoever reads it first replaces it in the service, and what
 * Secrets Manager keeps is void from then on. Who: the owner in the tag `towpath:owner`.
 */
export const ROTATIONS = ["deploy", "first-use"] as const;

export type Rotation = (typeof ROTATIONS)[number];
