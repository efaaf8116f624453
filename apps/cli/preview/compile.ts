import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { Metafile, Plugin } from "esbuild";
import { RefusedError } from "../../../lib/errors";

/** A program as one CommonJS file; packages stay where they are. */
export interface Compiled {
  readonly file: string;
  /** `index.ts:12:3` for a place in the compiled file; undefined where nothing is known. */
  place(line: number, column: number): string | undefined;
}

/** What a compiled file was made from: path → `mtime:size`. */
type Stamp = Readonly<Record<string, string>>;

/**
 * Compiles a TypeScript program with esbuild, types unchecked (`npm run typecheck` does that), and
 * keeps the result until a source changes. ts-node would cost about half a second more each time.
 * @param root the project's root; places are relative to it
 * @param entry the entry point, relative to the root
 * @param outFile under the root, so that packages are found
 * @throws RefusedError when the program does not compile
 */
export async function compile(root: string, entry: string, outFile: string): Promise<Compiled> {
  if (!isFresh(root, outFile)) await build(root, entry, outFile);
  return { file: outFile, place: placeFinder(root, outFile) };
}

function isFresh(root: string, outFile: string): boolean {
  try {
    const stamp = JSON.parse(readFileSync(`${outFile}.stamp`, "utf8")) as Stamp;
    return (
      existsSync(outFile) &&
      Object.entries(stamp).every(([file, seen]) => stampOf(root, file) === seen)
    );
  } catch {
    return false;
  }
}

function stampOf(root: string, file: string): string {
  const stat = statSync(resolve(root, file), { throwIfNoEntry: false });
  return stat === undefined ? "missing" : `${stat.mtimeMs}:${stat.size}`;
}

async function build(root: string, entry: string, outFile: string): Promise<void> {
  const esbuild = await import("esbuild");
  // Under a name of our own, then renamed: a preview that starts meanwhile never reads half a file.
  const work = `${outFile}.${process.pid}.js`;
  mkdirSync(dirname(outFile), { recursive: true });
  let metafile: Metafile;
  try {
    ({ metafile } = await esbuild.build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: work,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      packages: "external",
      // Beside the file and not named in it: rewriting each stack that the SDK takes costs a third of
      // the run. Only a failure is looked up.
      sourcemap: "external",
      sourcesContent: false,
      legalComments: "none",
      metafile: true,
      logLevel: "silent",
      plugins: [ownFolders(root)],
    }));
  } catch (error) {
    throw new RefusedError(compileMessage(error), {
      hint: "`npm run typecheck` shows every mistake of the sources.",
      cause: error,
    });
  }
  const stamp = Object.fromEntries(
    Object.keys(metafile.inputs).map((file) => [file, stampOf(root, file)]),
  );
  renameSync(`${work}.map`, `${outFile}.map`);
  renameSync(work, outFile);
  writeFileSync(`${outFile}.stamp.${process.pid}`, JSON.stringify(stamp));
  renameSync(`${outFile}.stamp.${process.pid}`, `${outFile}.stamp`);
  rmSync(`${work}.map`, { force: true });
}

/** Each source keeps its own `__dirname` and `__filename`, wherever the compiled file lies. */
function ownFolders(root: string): Plugin {
  return {
    name: "own-folders",
    setup: (build) => {
      build.onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path }) => {
        const contents = await readFile(path, "utf8");
        if (!/\b__(?:dirname|filename)\b/.test(contents)) return undefined;
        const names = `const __dirname=${JSON.stringify(dirname(path))},__filename=${JSON.stringify(path)};`;
        return {
          contents: names + contents,
          loader: /\.[cm]?ts$/.test(path) ? "ts" : "js",
          resolveDir: isAbsolute(path) ? dirname(path) : root,
        };
      });
    },
  };
}

/** esbuild's first errors, each with its place. */
function compileMessage(error: unknown): string {
  const errors = (
    error as {
      errors?: { text: string; location: { file: string; line: number; column: number } | null }[];
    }
  ).errors;
  if (errors === undefined || errors.length === 0)
    return `the program cannot be compiled: ${String(error)}`;
  return errors
    .slice(0, 5)
    .map(({ text, location }) =>
      location === null
        ? text
        : `${location.file}:${location.line}:${location.column + 1}: ${text}`,
    )
    .join("\n");
}

function placeFinder(root: string, outFile: string): Compiled["place"] {
  let map: SourceMap | undefined;
  return (line, column) => {
    try {
      map ??= new SourceMap(JSON.parse(readFileSync(`${outFile}.map`, "utf8")) as SourceMapPayload);
      const entry = map.findEntry(line - 1, column - 1);
      if (!("originalSource" in entry)) return undefined;
      const source = relative(root, resolve(dirname(outFile), entry.originalSource));
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    } catch {
      return undefined;
    }
  };
}

/** Where compiled programs are kept: under the root, whatever the state folder is. */
export function cacheFolder(root: string): string {
  return join(root, ".towpath", "cache", "preview");
}
