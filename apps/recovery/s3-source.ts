import { Readable } from "node:stream";
import { InputError } from "../../lib/errors";
import type { ObjectStore } from "../../lib/object-store/client";
import { ObjectStoreError } from "../../lib/object-store/client";
import { parseS3Uri } from "../../lib/object-store/uri";
import { isRestorable } from "./format";
import type { FileSource, OpenFile, RemoteFile } from "./source";

/**
 * Artifacts below a prefix of an S3-compatible store, as something to back up.
 *
 * An object is known to be unchanged by its tag, its size and the second it was written in. The tag
 * alone would do: "a hash of the object", which "reflects changes only to the contents", whatever it is
 * made of (docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html). The others cost nothing.
 * @param place `s3://bucket/prefix` @throws InputError for anything else
 */
export function s3Source(place: string, objects: ObjectStore): FileSource {
  const { key: prefix } = parseS3Uri(place);
  const root = place.replace(/\/+$/, "");
  const cut = prefix === "" ? 0 : prefix.length + 1;
  return {
    place: root,
    uri: root,
    files: async () => {
      const listed = await objects.list(root);
      return (
        listed
          // Clients that know folders only make them as objects without bytes.
          .filter(({ key, bytes }) => !(key.endsWith("/") && bytes === 0))
          .map(({ key, bytes, etag, modified }): RemoteFile => {
            const path = key.slice(cut);
            if (!isRestorable(path)) throw notRestorable(root, path);
            return {
              path,
              fingerprint: fingerprintOf(etag, bytes, modified),
              open: () => open(objects, `${root}/${path}`),
            };
          })
      );
    },
    lists: async (path) => {
      const folder = path.includes("/") ? `/${path.slice(0, path.lastIndexOf("/"))}` : "";
      const key = prefix === "" ? path : `${prefix}/${path}`;
      return (await objects.list(`${root}${folder}`)).some((found) => found.key === key);
    },
  };
}

async function open(objects: ObjectStore, uri: string): Promise<OpenFile | undefined> {
  try {
    const { body, bytes, etag, modified } = await objects.stream(uri);
    return {
      body: Readable.from(body, { objectMode: false }),
      // Of what arrives: it may have been written again since it was listed.
      fingerprint: fingerprintOf(etag, bytes, modified),
    };
  } catch (error) {
    // Deleted since it was listed: not of this moment.
    if (error instanceof ObjectStoreError && error.status === 404) return undefined;
    throw error;
  }
}

function fingerprintOf(
  etag: string | undefined,
  bytes: number,
  modified: string | undefined,
): string | undefined {
  const second = Math.floor(Date.parse(modified ?? "") / 1000);
  if (etag === undefined || etag === "" || Number.isNaN(second)) return undefined;
  return `${etag} ${bytes} ${second}`;
}

function notRestorable(root: string, path: string): InputError {
  return new InputError(
    `${root}: found an object ${JSON.stringify(path)}; expected keys that are relative paths of plain names`,
    { hint: "It could not be restored into a folder. Give it another key, or take it away." },
  );
}
