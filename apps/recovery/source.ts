import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { filesBelow } from "./files";

/** Files that are backed up: artifacts, or promotion records. */
export interface FileSource {
  /** For messages, and for what is remembered about it. */
  readonly place: string;
  /** What the URIs of its files begin with, without a slash after it. @default they name a server instead */
  readonly uri?: string;
  /** What is there now. Others may come and go while they are read. */
  files(): Promise<readonly SourceFile[]>;
  /** Is a file that could not be found still listed? Then it is no file that went away. */
  lists?(path: string): Promise<boolean>;
}

/** A file to back up, its path relative to its source with `/`. */
export type SourceFile = LocalFile | RemoteFile;

/** On this machine, where reading it twice costs nothing. */
export interface LocalFile {
  readonly path: string;
  readonly file: string;
}

/** Somewhere else: read once, and only when it may be another than last time. */
export interface RemoteFile {
  readonly path: string;
  /** Equal for equal bytes only; undefined when the store does not tell. */
  readonly fingerprint: string | undefined;
  /** Its bytes and their fingerprint; undefined when it is gone. */
  open(): Promise<OpenFile | undefined>;
}

/** The bytes of a remote file as they arrive. */
export interface OpenFile {
  readonly body: Readable;
  readonly fingerprint: string | undefined;
}

/** Every plain file below a folder. Links are not followed. */
export function folderSource(folder: string): FileSource {
  return {
    place: folder,
    files: () =>
      Promise.resolve(filesBelow(folder).map((path) => ({ path, file: join(folder, path) }))),
  };
}

/**
 * The YAML files of one folder. Links are followed: a ConfigMap's files are links into a folder whose
 * name changes with its content (kubernetes.io/docs/concepts/configuration/configmap).
 */
export function recordsSource(folder: string): FileSource {
  return {
    place: folder,
    files: () => {
      const names = existsSync(folder) ? readdirSync(folder) : [];
      const files = names
        .filter((name) => name.endsWith(".yaml") && !name.startsWith("."))
        .map((path) => ({ path, file: join(folder, path) }))
        .filter(({ file }) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
      return Promise.resolve(files);
    },
  };
}
