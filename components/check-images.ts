import * as pulumi from "@pulumi/pulumi";
import type { Images } from "./config/images";
import { type Running, unresolvedImagesOf } from "./config/images-used";

/**
 * Warns of images without a digest that an environment runs, and ends an update that its posture
 * refuses. Called before anything is registered: once the first resource is, an engine makes it, even
 * when the program ends with an error.
 * @throws RunError naming the images, the environment and the command, at an update with posture
 *   `unresolvedImages: "refuse"`; never in a preview
 */
export function checkImages(running: Running, images: Images): void {
  const { name, environment } = running;
  const unresolved = unresolvedImagesOf(running, images);
  if (unresolved.length === 0) return;
  const list = unresolved.map((image) => {
    const { repository = "", tag = "" } = images[image] ?? {};
    return `${image} (${repository}:${tag})`;
  });
  const found = `${name} runs ${count(list.length)} without a digest: ${list.join(", ")}`;
  const fix = "Run `npx towpath images pin` and commit stacks/images.yaml.";
  const refuse = environment.settings.unresolvedImages === "refuse";
  if (refuse && !pulumi.runtime.isDryRun()) {
    throw new pulumi.RunError(
      `${found}; expected a digest for each: the posture ${environment.posture} refuses what a tag alone decides. Nothing was changed. ${fix}`,
    );
  }
  const meaning = refuse ? "An update refuses that." : "Their tags decide what runs.";
  // Nobody waits for a line of the log; the SDK does, before the program ends.
  void pulumi.log.warn(`${found}. ${meaning} ${fix}`);
}

const count = (number: number) => `${number} image${number === 1 ? "" : "s"}`;
