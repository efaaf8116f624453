import { preview, type PreviewOptions } from "../preview/preview";
import { answerWith } from "./answers";
import { Placeholders } from "./placeholders";
import { makeRender, type Render } from "./render";
import { SdkOutputs } from "./sdk-outputs";
import type { Values } from "./values";

/** How a render is made. */
export interface RenderRun extends Omit<PreviewOptions, "answer" | "policies"> {
  readonly values: Values;
  /** What messages call the file of the values. */
  readonly valuesFile: string;
}

/**
 * Runs the program as a preview does, without account, state or Pulumi's command line, and makes its
 * Kubernetes half. The policies judge a plan, and so they judge a preview and not a render.
 * @throws ProgramError as `preview`; RefusedError and InputError as `makeRender`
 */
export async function runRender({ values, valuesFile, ...options }: RenderRun): Promise<Render> {
  const placeholders = new Placeholders();
  const answer = answerWith(placeholders, new SdkOutputs(options.project.root));
  const run = await preview({ ...options, policies: false, answer });
  return makeRender(run, { placeholders, values, valuesFile });
}
