import type { z } from "zod";

/** A classified text, before the server adds the model version. */
export interface Prediction {
  readonly label: string;
  /** Between 0 and 1; its meaning is the kind's and is said in its doc comment. */
  readonly score: number;
}

/** A loaded model: immutable, so a request that holds one is never answered by two versions. */
export interface Model {
  readonly labels: readonly string[];
  /**
   * One prediction per text, in order. In-process kinds answer at once; a kind that asks another
   * server returns a promise, which the request timeout bounds.
   */
  predict(texts: readonly string[]): readonly Prediction[] | Promise<readonly Prediction[]>;
  /** Why it cannot answer now, for /ready; undefined: it can. @default it always can */
  unavailable?(): string | undefined;
}

/** Why a model that asks another server has no answer. */
export type FailureReason = "unavailable" | "overloaded" | "timeout" | "unusable";

/** A model's failure that is not its code's fault. The message never holds a part of a text. */
export class ModelFailure extends Error {
  constructor(
    readonly reason: FailureReason,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/**
 * A model kind: how `model.json` looks and how it becomes a model.
 *
 * A new kind is one new file that exports a `ModelKind`, listed in models/index.ts.
 */
export interface ModelKind<Spec = unknown> {
  /** The value of `kind` in model.json and manifest.json. */
  readonly name: string;
  /** The shape of model.json. */
  readonly schema: z.ZodType<Spec>;
  /**
   * Builds the model. `file` gives the bytes of another file of the artifact, already verified
   * against the manifest.
   * @throws Error with a message for people when the files do not fit the spec
   */
  load(spec: Spec, file: (name: string) => Uint8Array): Model;
}
