/** Where the files of one artifact come from. */
export interface Source {
  /** The artifact's address, fit for messages. */
  readonly shown: string;
  /**
   * Opens a file, asked for once; `name` is a plain file name, already checked.
   * @throws ObjectStoreError, whose `passing` says whether asking again may help; RefusedError
   */
  open(name: string): Promise<OpenFile>;
}

/** A file on its way. */
export interface OpenFile {
  /** As announced; undefined where the source does not say. */
  readonly bytes: number | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** How patient a source is. */
export interface SourceOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds until an answer begins, and between two pieces of one. */
  readonly silenceMs: number;
}
