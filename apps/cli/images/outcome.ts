import type { Image, Images } from "../../../components/config/images";
import { UserError } from "../../../lib/errors";

/** Why nothing can be said about an image. */
export interface Failure {
  readonly message: string;
  readonly hint: string;
}

/**
 * Does the work for every image at once, and keeps what goes wrong with one from stopping the
 * others. The order is that of the images.
 */
export async function forEachImage<T>(
  images: Images,
  work: (name: string, image: Image) => Promise<T>,
  failed: (name: string, image: Image, failure: Failure) => T,
): Promise<T[]> {
  return Promise.all(
    Object.entries(images).map(async ([name, image]) => {
      try {
        return await work(name, image);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const { message, hint = "Mend it and try again." } = error;
        return failed(name, image, { message, hint });
      }
    }),
  );
}
